import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useRef } from 'react';
import { Badge, Time } from '@/components/ui';
import { count, price } from '@/format/numbers';
import { quotes, useBoard } from '@/live/quotes';
import { useWatch } from '@/live/stream';

const ROW = 30;
/** Rows that are watched together: one page or two, of which the server lets a client watch 500 symbols. */
const BLOCK = 50;

interface Props {
  symbols: readonly string[];
  chosen: string | null;
  onChoose: (symbol: string) => void;
}

/** As many rows as are seen, and only these are streamed; each is drawn anew only when its own quote changed. */
export function QuoteTable({ symbols, chosen, onChoose }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: symbols.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 6,
  });
  const items = rows.getVirtualItems();
  const blocks = new Set(items.map((row) => Math.floor(row.index / BLOCK)));
  return (
    <div className="quotes scroll" ref={box} role="region" aria-label="Quotes" tabIndex={0}>
      {[...blocks].map((block) => (
        <Watched key={block} symbols={symbols.slice(block * BLOCK, (block + 1) * BLOCK)} />
      ))}
      <div role="table" aria-label="Quotes" aria-rowcount={symbols.length + 1}>
        <div role="row" aria-rowindex={1} className="quote head">
          {['Symbol', 'Bid', 'Ask', 'Last', 'Volume', 'At', 'Quality'].map((name, i) => (
            <span key={name} role="columnheader" className={i > 0 && i < 5 ? 'number' : ''}>
              {name}
            </span>
          ))}
        </div>
        <div role="rowgroup" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {items.map((row) => {
            const symbol = symbols[row.index] ?? '';
            return (
              <Row key={symbol} symbol={symbol} index={row.index} top={row.start} chosen={symbol === chosen} onChoose={onChoose} />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** For as long as one of them may be seen. */
function Watched({ symbols }: { symbols: readonly string[] }) {
  useWatch(symbols);
  return null;
}

const Row = memo(function Row(props: {
  symbol: string;
  index: number;
  top: number;
  chosen: boolean;
  onChoose: (symbol: string) => void;
}) {
  const q = useBoard(quotes, props.symbol);
  return (
    <div role="row" aria-rowindex={props.index + 2} className="quote" data-symbol={props.symbol} style={{ transform: `translateY(${props.top}px)` }}>
      <span role="cell">
        <button type="button" className="small" aria-pressed={props.chosen} onClick={() => props.onChoose(props.symbol)}>
          {props.symbol}
        </button>
      </span>
      <span role="cell" className="number">
        {price(q?.bid)}
      </span>
      <span role="cell" className="number">
        {price(q?.ask)}
      </span>
      <span role="cell" className="number last">
        {price(q?.last)}
      </span>
      <span role="cell" className="number">
        {count(q?.volume)}
      </span>
      <span role="cell">
        <Time at={q?.timestamp} />
      </span>
      <span role="cell">{q ? <Badge state={q.quality} /> : <Badge state="no quote yet" tone="quiet" />}</span>
    </div>
  );
});
