import { EXCHANGE_ZONE, type Zone } from '@/format/time';

/** Times of a chart's axis in the chosen zone; a chart counts seconds since 1970. */
export function axisTimes(zone: Zone): (seconds: number) => string {
  const clock = new Intl.DateTimeFormat('en-GB', {
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    ...(zone === 'exchange' ? { timeZone: EXCHANGE_ZONE } : {}),
  });
  return (seconds) => clock.format(seconds * 1000);
}
