/** Times of the exchange and of this computer; instants come as ISO-8601 UTC. */
import { UNKNOWN } from '@/format/numbers';

export const EXCHANGE_ZONE = 'America/New_York';
export type Zone = 'exchange' | 'local';

const clock = (timeZone?: string) =>
  new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    ...(timeZone ? { timeZone } : {}),
  });
const day = (timeZone?: string) =>
  new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    ...(timeZone ? { timeZone } : {}),
  });

const CLOCKS = { exchange: clock(EXCHANGE_ZONE), local: clock() };
const DAYS = { exchange: day(EXCHANGE_ZONE), local: day() };
const SUFFIX = { exchange: ' ET', local: '' };

function valid(instant: string | null | undefined): Date | null {
  if (!instant) {
    return null;
  }
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** 10:30:05 ET */
export function time(instant: string | null | undefined, zone: Zone): string {
  const date = valid(instant);
  return date ? CLOCKS[zone].format(date) + SUFFIX[zone] : UNKNOWN;
}

/** 2024-01-25 10:30:05 ET */
export function dateTime(instant: string | null | undefined, zone: Zone): string {
  const date = valid(instant);
  return date ? `${DAYS[zone].format(date)} ${CLOCKS[zone].format(date)}${SUFFIX[zone]}` : UNKNOWN;
}

/** Both zones and UTC, for the pointer that rests on a time. */
export function everyZone(instant: string | null | undefined): string {
  const date = valid(instant);
  return date
    ? `Exchange ${dateTime(instant, 'exchange')}\nHere ${dateTime(instant, 'local')}\nUTC ${date.toISOString()}`
    : '';
}

/** 95 s → 1 m 35 s */
export function duration(seconds: number | null | undefined): string {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) {
    return UNKNOWN;
  }
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  const all = Math.round(seconds);
  const [h, m, s] = [Math.floor(all / 3600), Math.floor((all % 3600) / 60), all % 60];
  return h > 0 ? `${h} h ${m} m` : m > 0 ? `${m} m ${s} s` : `${s} s`;
}

/** How long ago, from milliseconds of this clock. */
export function ago(fromMs: number, nowMs: number): string {
  return duration(Math.max(0, (nowMs - fromMs) / 1000)).replace(/\.\d s$/, ' s');
}

const wall = (ms: number, zone: Zone) => `${DAYS[zone].format(ms)}T${CLOCKS[zone].format(ms)}`;

/** What a field for date and time shows of an instant. */
export function localInput(instant: string | null | undefined, zone: Zone): string {
  const date = valid(instant);
  return date ? wall(date.getTime(), zone) : '';
}

/** The instant of what somebody typed into a field for date and time; empty when it is none. */
export function instantOf(text: string, zone: Zone): string {
  const asUtc = Date.parse(`${text}Z`);
  if (Number.isNaN(asUtc)) {
    return '';
  }
  const ahead = (ms: number) => Date.parse(`${wall(ms, zone)}Z`) - ms;
  // The second look is from the right side of a change of the clock.
  return new Date(asUtc - ahead(asUtc - ahead(asUtc))).toISOString();
}
