import { WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ago } from '@/format/time';
import { useStream } from '@/live/stream';

/** Unmistakable when the page is cut off: everything below is from before. */
export function Connection() {
  const { isConnected, status, connection } = useStream();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (isConnected) {
      return;
    }
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isConnected]);

  if (isConnected || status.phase === 'connecting') {
    return null;
  }
  const left = status.retryAt === null ? null : Math.max(0, Math.ceil((status.retryAt - now) / 1000));
  return (
    <div className="cutoff" role="alert">
      <WifiOff size={22} aria-hidden />
      <div>
        <strong>Connection lost. What you see is old, by {ago(status.since, now)}.</strong>
        <span> {status.reason}. Orders and workflows go on at the server.</span>
      </div>
      <span className="number">{left === null ? 'trying…' : `next try in ${left} s`}</span>
      <button type="button" onClick={() => connection.retryNow()}>
        Try now
      </button>
    </div>
  );
}
