import type { ReactNode } from 'react';
import { Scroll } from '@/components/ui';

/** Heading, what a row shows below it, and how: numbers stand to the right, text wraps, commands need no heading to be seen. */
export type Column<R> = readonly [name: string, cell: (row: R) => ReactNode, kind?: 'number' | 'text' | 'commands'];

interface Props<R> {
  /** What the rows are; the name of the table for those who do not see it. */
  label: string;
  rows: readonly R[];
  columns: readonly Column<R>[];
  id: (row: R) => string | number;
  /** Attributes of a row. */
  row?: (row: R) => { title?: string; [data: `data-${string}`]: string };
}

/** A table that scrolls by itself, and by the keyboard, where it is wider than its place. */
export function Table<R>({ label, rows, columns, id, row }: Props<R>) {
  const number = (kind?: string) => (kind === 'number' ? 'number' : undefined);
  return (
    <Scroll label={label}>
      <table>
        <thead>
          <tr>
            {columns.map(([name, , kind]) => (
              <th key={name} scope="col" className={number(kind)}>
                {kind === 'commands' ? <span className="hidden">{name}</span> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={id(r)} {...row?.(r)}>
              {columns.map(([name, cell, kind]) => (
                <td key={name} className={number(kind)}>
                  {kind === 'commands' ? <span className="commands">{cell(r)}</span> : kind === 'text' ? <div className="wrap">{cell(r)}</div> : cell(r)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** Newer and older pages of a list that is asked by cursors. */
export function Pager({ pages, next, go }: { pages: readonly string[]; next: string | null; go: (pages: string[]) => void }) {
  return pages.length === 0 && next === null ? null : (
    <div className="buttons">
      <button type="button" disabled={pages.length === 0} onClick={() => go(pages.slice(0, -1))}>
        Newer
      </button>
      <button type="button" disabled={next === null} onClick={() => go([...pages, next ?? ''])}>
        Older
      </button>
    </div>
  );
}
