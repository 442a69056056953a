import { TickMarkType } from 'lightweight-charts';
import { EXCHANGE_ZONE, type Zone } from '@/format/time';

/** Times of a chart in the chosen zone; a chart counts seconds since 1970. */
export function axisTimes(zone: Zone): { full: (seconds: number) => string; tick: (seconds: number, type: TickMarkType) => string } {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const clock = new Intl.DateTimeFormat('en-GB', { ...options, ...(zone === 'exchange' ? { timeZone: EXCHANGE_ZONE } : {}) });
    return (seconds: number) => clock.format(seconds * 1000);
  };
  const [year, day, minute] = [
    format({ year: 'numeric' }),
    format({ day: 'numeric', month: 'short' }),
    format({ hour: '2-digit', minute: '2-digit' }),
  ];
  return {
    full: format({ year: 'numeric', month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit' }),
    // A tick says only what changes there: eight characters have room.
    tick: (seconds, type) =>
      type === TickMarkType.Year ? year(seconds) : type <= TickMarkType.DayOfMonth ? day(seconds) : minute(seconds),
  };
}
