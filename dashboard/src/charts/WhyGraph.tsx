import { useState } from 'react';
import { Link } from 'wouter';
import { Details, Facts } from '@/components/ui';
import { figures, type Lineage, type Node } from '@/format/lineage';

const NODE = { w: 158, h: 46 };
const PITCH = { x: 196, y: 56 };

/** From the data on the left to the fills on the right; a node tells its numbers and the event that recorded it. */
export function WhyGraph({ lineage, label }: { lineage: Lineage; label: string }) {
  const { nodes, edges, left } = lineage;
  const [chosen, setChosen] = useState<string | null>(null);
  const one = nodes.find((n) => n.id === chosen);
  const width = (Math.max(...nodes.map((n) => n.column)) + 1) * PITCH.x - (PITCH.x - NODE.w);
  const height = (Math.max(...nodes.map((n) => n.row)) + 1) * PITCH.y - (PITCH.y - NODE.h);
  return (
    <>
      <div className="scroll" role="region" tabIndex={0} aria-label={label}>
        <div className="lineage" style={{ width, height }}>
          <svg width={width} height={height} aria-hidden>
            {edges.map(([from, to]) => (
              <path key={`${from} ${to}`} d={curve(nodes[to], nodes[from])} />
            ))}
          </svg>
          {nodes.map((n) => (
            <button
              key={n.id}
              type="button"
              data-kind={n.kind}
              aria-pressed={n.id === chosen}
              style={{ left: n.column * PITCH.x, top: n.row * PITCH.y, width: NODE.w, height: NODE.h }}
              onClick={() => setChosen(n.id === chosen ? null : n.id)}
            >
              <strong>{n.title}</strong>
              <small>{n.gist}</small>
            </button>
          ))}
        </div>
      </div>
      {left > 0 && (
        <p>
          <small>{left} more orders are in the list of its orders.</small>
        </p>
      )}
      {one !== undefined && <Chosen node={one} />}
    </>
  );
}

function Chosen({ node }: { node: Node }) {
  return (
    <div className="why" role="region" aria-label={node.title}>
      <h3>
        {node.title} {node.seq === null ? <small>no single event recorded it</small> : <Link href={`/events/${node.seq}`}>event #{node.seq}</Link>}
      </h3>
      <Facts items={figures(node.detail)} />
      <Details summary="All of it" value={node.detail} />
    </div>
  );
}

function curve(from: Node | undefined, to: Node | undefined): string {
  if (from === undefined || to === undefined) {
    return '';
  }
  const [x1, y1] = [from.column * PITCH.x + NODE.w, from.row * PITCH.y + NODE.h / 2];
  const [x2, y2] = [to.column * PITCH.x, to.row * PITCH.y + NODE.h / 2];
  const half = (x2 - x1) / 2;
  return `M${x1} ${y1}C${x1 + half} ${y1} ${x2 - half} ${y2} ${x2} ${y2}`;
}
