import type { Tone } from '@/components/ui';

interface Props {
  label: string;
  /** As text, with its unit. */
  value: string;
  limit: string;
  left: string;
  /** Of the limit used, 0 to 1 and above. */
  share: number;
}

const NEAR = 0.8;

export function toneOfShare(share: number): Tone {
  return share >= 1 ? 'bad' : share >= NEAR ? 'fair' : 'good';
}

/** A limit and how much of it is used. */
export function Gauge({ label, value, limit, left, share }: Props) {
  const used = Math.max(0, Math.min(1, Number.isFinite(share) ? share : 0));
  const tone = toneOfShare(share);
  return (
    <div className="gauge" data-tone={tone}>
      <div className="row">
        <span>{label}</span>
        <strong>{value}</strong>
      </div>
      <meter min={0} max={1} low={NEAR} high={0.999} optimum={0} value={used} aria-label={`${label}: ${(share * 100).toFixed(0)} % of the limit`}>
        {(share * 100).toFixed(0)} %
      </meter>
      <div className="row">
        <small>limit {limit}</small>
        <small>{tone === 'bad' ? `exceeded, ${left} over` : `${left} left`}</small>
      </div>
    </div>
  );
}
