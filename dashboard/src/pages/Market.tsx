import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ask } from '@/api/client';
import { joined } from '@/charts/bars';
import { Candles, WIDTH, WINDOW } from '@/charts/Candles';
import { studies } from '@/charts/indicators';
import { QuoteTable } from '@/components/QuoteTable';
import { Pager, Table } from '@/components/Table';
import { Badge, Card, Details, Empty, Loaded, Time } from '@/components/ui';
import { count, price, words } from '@/format/numbers';
import { bars as liveBars, useBoard } from '@/live/quotes';
import { usePreferences } from '@/live/preferences';
import { useWatch } from '@/live/stream';
import type { Bar } from '@/stream/messages';

const FRAMES = ['1m', '5m', '15m', '1h', '1d'];
const BARS = 300;
const PAGE = 50;
/** Bars that the stream did not bring, as over a lost connection, and corrected ones. */
const HISTORY_MS = 10 * 60_000;

export default function Market() {
  const symbols = useQuery({ queryKey: ['symbols'], queryFn: () => ask('GET /api/market/symbols'), refetchInterval: 60_000 });
  const [added, setAdded] = useState<string[]>([]);
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <>
      <h1>Market</h1>
      <Loaded query={symbols} what="the symbols">
        {({ watched, kept }) => {
          const all = [...new Set([...watched, ...added])];
          const symbol = chosen ?? all[0];
          return (
            <>
              <div className="market">
                <Quotes symbols={all} chosen={symbol ?? null} onChoose={setChosen} onAdd={(s) => setAdded([...added, s])} />
                {symbol !== undefined && <Chart symbol={symbol} />}
              </div>
              <Quality />
              <Kept kept={kept} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Quotes(props: { symbols: string[]; chosen: string | null; onChoose: (s: string) => void; onAdd: (s: string) => void }) {
  const [text, setText] = useState('');
  const valid = /^[A-Z0-9@#][A-Z0-9@#.\-+=]{0,29}$/.test(text);
  return (
    <Card
      title="Quotes"
      aside={
        <form
          className="filters"
          onSubmit={(e) => {
            e.preventDefault();
            if (valid) {
              props.onAdd(text);
              setText('');
            }
          }}
        >
          <input aria-label="Watch a symbol" placeholder="Symbol" size={8} value={text} onChange={(e) => setText(e.target.value.toUpperCase())} />
          <button type="submit" className="small" disabled={!valid}>
            Watch
          </button>
        </form>
      }
    >
      {props.symbols.length === 0 ? (
        <Empty>No symbol is watched.</Empty>
      ) : (
        <QuoteTable symbols={props.symbols} chosen={props.chosen} onChoose={props.onChoose} />
      )}
    </Card>
  );
}

function Chart({ symbol }: { symbol: string }) {
  const [frame, setFrame] = useState('1m');
  const zone = usePreferences((p) => p.zone);
  useWatch([symbol], frame);
  const live = useBoard(liveBars, `${symbol}:${frame}`);
  const history = useQuery({
    queryKey: ['bars', symbol, frame],
    queryFn: () => ask('GET /api/market/bars/{symbol}', { path: { symbol }, query: { timeframe: frame, limit: BARS } }),
    refetchInterval: HISTORY_MS,
  });
  const bars = useMemo(() => joined(history.data?.bars ?? [], live ?? []), [history.data, live]);
  return (
    <Card
      title={symbol}
      className="wide"
      aside={
        <span className="tabs" role="group" aria-label="Length of a bar">
          {FRAMES.map((f) => (
            <button key={f} type="button" aria-pressed={f === frame} onClick={() => setFrame(f)}>
              {f}
            </button>
          ))}
        </span>
      }
    >
      <Loaded query={history} what={`the bars of ${symbol}`}>
        {(h) =>
          bars.length === 0 ? (
            <Empty>The feed has no bars of {symbol}.</Empty>
          ) : (
            <>
              {h.stale && <p className="bad">These bars are old: the feed cannot give them anew.</p>}
              <Reading bars={bars} />
              <Candles key={`${symbol}:${frame}`} bars={bars} zone={zone} label={`Candles of ${symbol}, ${frame}, with volume, 20-bar average and Bollinger bands`} />
              <small>
                From {h.source}; full candles rise, hollow ones fall; average of {WINDOW} (solid) and Bollinger bands of {WIDTH} (dashed). Chart by{' '}
                <a href="https://www.tradingview.com/" rel="noreferrer" target="_blank">
                  TradingView Lightweight Charts
                </a>
                .
              </small>
            </>
          )
        }
      </Loaded>
    </Card>
  );
}

/** The newest numbers of the chart in words. */
function Reading({ bars }: { bars: readonly Bar[] }) {
  const last = bars.at(-1);
  const { average, upper, lower } = useMemo(() => studies(bars.map((b) => b.close), WINDOW, WIDTH), [bars]);
  return last === undefined ? null : (
    <p className="reading">
      <Time at={last.timestamp} /> open {price(last.open)}, high {price(last.high)}, low {price(last.low)}, <strong>{last.final ? 'close' : 'now'} {price(last.close)}</strong>, volume{' '}
      {count(last.volume)}; average {price(average.at(-1))}, bands {price(lower.at(-1))} to {price(upper.at(-1))}
    </p>
  );
}

function Quality() {
  const [pages, setPages] = useState<string[]>([]);
  const after = pages.at(-1);
  const quality = useQuery({
    queryKey: ['quality', after],
    queryFn: () => ask('GET /api/market/quality', { query: { limit: PAGE, after } }),
    refetchInterval: 5_000,
    placeholderData: (before) => before,
  });
  return (
    <Card title="Quality of the data" aside={quality.data && <small>market time <Time at={quality.data.market_time} date /></small>}>
      <Loaded query={quality} what="the quality">
        {(q) => (
          <>
            <p>
              {Object.entries(q.states).map(([state, n]) => (
                <span key={state}>
                  <Badge state={state} label={`${words(state)} ${n}`} />{' '}
                </span>
              ))}
            </p>
            <Table
              label="Quality by symbol"
              rows={q.symbols}
              id={(s) => s.symbol}
              columns={[
                ['Symbol', (s) => s.symbol],
                ['Quality', (s) => <Badge state={s.quality} />],
                ['Rule', (s) => (s.rule ? words(s.rule) : '–')],
                ['Since', (s) => <Time at={s.since} />],
                ['Quoted', (s) => <Time at={s.quoted_at} />],
                ['Flags', (s) => count(Object.values(s.rules).reduce((a, b) => a + b, 0)), 'number'],
              ]}
            />
            <Pager pages={pages} next={q.next_after} go={setPages} />
            <Details summary={`${q.catalogue.length} rules`} value={q.catalogue} />
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Kept({ kept }: { kept: { symbol: string; timeframe: string; source: string; first: string; last: string; bars: number }[] }) {
  return (
    <Card title="Series that are kept">
      {kept.length === 0 ? (
        <Empty>
          None yet. <code>orchestrator import bars DIR</code> brings some.
        </Empty>
      ) : (
        <Table
          label="Series that are kept"
          rows={kept}
          id={(k) => k.symbol + k.timeframe + k.source}
          columns={[
            ['Symbol', (k) => k.symbol],
            ['Bars of', (k) => k.timeframe],
            ['Source', (k) => k.source],
            ['First', (k) => <Time at={k.first} date />],
            ['Last', (k) => <Time at={k.last} date />],
            ['Bars', (k) => count(k.bars), 'number'],
          ]}
        />
      )}
    </Card>
  );
}
