const W = 80;
const H = 20;

/** The course of a number; its words say what the picture shows. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  if (values.length < 2) {
    return <svg className="sparkline" viewBox={`0 0 ${W} ${H}`} role="img" aria-label={`${label}: too few values yet`} />;
  }
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = high - low || 1;
  const points = values
    .map((v, i) => `${((i / (values.length - 1)) * W).toFixed(1)},${(H - 2 - ((v - low) / span) * (H - 4)).toFixed(1)}`)
    .join(' ');
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${W} ${H}`}
      role="img"
      aria-label={`${label}: ${low.toFixed(1)} to ${high.toFixed(1)}, now ${values.at(-1)?.toFixed(1)}`}
    >
      <polyline points={points} />
    </svg>
  );
}
