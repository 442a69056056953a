export interface Link {
  source: string;
  target: string;
  lag: number;
  /** Transfer entropy, nats. */
  strength: number;
}

const SIZE = 420;
const RADIUS = 160;
const NODE = 24;

function spot(index: number, count: number): [number, number] {
  const angle = (index / Math.max(1, count)) * 2 * Math.PI - Math.PI / 2;
  return [SIZE / 2 + RADIUS * Math.cos(angle), SIZE / 2 + RADIUS * Math.sin(angle)];
}

/** Who tells whom: arrows as thick as the information is large, with their lag in bars. */
export function NetworkGraph({ nodes, links }: { nodes: readonly string[]; links: readonly Link[] }) {
  const places = new Map(nodes.map((node, i) => [node, spot(i, nodes.length)]));
  const strongest = Math.max(...links.map((l) => l.strength), Number.MIN_VALUE);
  return (
    <svg className="network" viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={`Information network of ${nodes.length} symbols with ${links.length} links; the table beside it lists them`}>
      <defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto-start-reverse">
          <path d="M0 0 8 4 0 8z" />
        </marker>
      </defs>
      {links.map((link) => {
        const from = places.get(link.source);
        const to = places.get(link.target);
        if (!from || !to) {
          return null;
        }
        const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
        const length = Math.hypot(dx, dy) || 1;
        const [ux, uy] = [dx / length, dy / length];
        // Bent to one side, so that two directions of a pair do not lie upon each other.
        const [mx, my] = [(from[0] + to[0]) / 2 - uy * 24, (from[1] + to[1]) / 2 + ux * 24];
        const start = `${from[0] + ux * NODE} ${from[1] + uy * NODE}`;
        const end = `${to[0] - ux * (NODE + 3)} ${to[1] - uy * (NODE + 3)}`;
        return (
          <g key={`${link.source}>${link.target}@${link.lag}`}>
            <path d={`M${start} Q${mx} ${my} ${end}`} strokeWidth={1 + 4 * (link.strength / strongest)} markerEnd="url(#arrow)" />
            <text x={mx} y={my}>
              lag {link.lag} · {link.strength.toFixed(3)}
            </text>
          </g>
        );
      })}
      {nodes.map((node) => {
        const [x, y] = places.get(node) ?? [0, 0];
        return (
          <g key={node} className="node">
            <circle cx={x} cy={y} r={NODE} />
            <text x={x} y={y + 4}>
              {node}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
