import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { NetworkGraph } from '@/charts/NetworkGraph';
import { Badge, Card, Details, Empty, Facts, Loaded, Scroll, Time } from '@/components/ui';
import { count, decimal, percent, words } from '@/format/numbers';
import { networkOf } from '@/format/network';

type Card_ = Answer<'GET /api/analysis/models'>['models'][number]['versions'][number];

export default function Analysis() {
  return (
    <>
      <h1>Analysis</h1>
      <Information />
      <Signals />
      <Models />
    </>
  );
}

/** Of the newest completed run. */
function Information() {
  const run = useQuery({
    queryKey: ['runs', 'newest-analysis'],
    queryFn: async () => {
      const runs = await ask('GET /api/workflows', { query: { type: 'analysis_to_trade', state: 'completed', limit: 1 } });
      const newest = runs.workflows[0];
      return newest === undefined ? null : ask('GET /api/workflows/{workflow_id}', { path: { workflow_id: newest.workflow_id } });
    },
  });
  return (
    <Card title="Information network" className="wide">
      <Loaded query={run} what="the network">
        {(view) => {
          const network = view === null ? null : networkOf(view.results);
          if (view === null || network === null) {
            return (
              <Empty>
                No completed run of analysis to trade has one. <Link href="/workflows">Start one.</Link>
              </Empty>
            );
          }
          return (
            <div className="network-pair">
              <NetworkGraph nodes={network.nodes} links={network.links} />
              <div>
                <Facts
                  items={[
                    ['Window', <span key="w"><Time at={network.from} date /> to <Time at={network.to} date /></span>],
                    ['Observations', count(network.observations)],
                    ['Links tested', `${count(network.tested)}, ${network.links.length} significant at ${network.alpha} after correction`],
                    ['Run', <Link key="r" href={`/workflows/${view.workflow_id}`}>its steps and results</Link>],
                  ]}
                />
                {network.links.length === 0 ? (
                  <Empty>No link is significant.</Empty>
                ) : (
                  <Scroll label="Links of the network">
                    <table>
                      <thead>
                        <tr>
                          <th>From</th>
                          <th>To</th>
                          <th className="number">Lag, bars</th>
                          <th className="number">Transfer entropy, nats</th>
                        </tr>
                      </thead>
                      <tbody>
                        {network.links.map((l) => (
                          <tr key={`${l.source} ${l.target} ${l.lag}`}>
                            <td>{l.source}</td>
                            <td>{l.target}</td>
                            <td className="number">{l.lag}</td>
                            <td className="number">{decimal(l.strength, 4)}</td>
                          </tr>
                        ))}
                      </tbody>
                    </table>
                  </Scroll>
                )}
              </div>
            </div>
          );
        }}
      </Loaded>
    </Card>
  );
}

function Signals() {
  const signals = useQuery({ queryKey: ['signals'], queryFn: () => ask('GET /api/analysis/signals', { query: { limit: 100 } }) });
  return (
    <Card title="Latest signals">
      <Loaded query={signals} what="the signals">
        {({ signals: all }) =>
          all.length === 0 ? (
            <Empty>No run has made a signal.</Empty>
          ) : (
            <Scroll label="Signals">
              <table>
                <thead>
                  <tr>
                    <th>Symbol</th>
                    <th>Signal</th>
                    <th className="number">Strength</th>
                    <th className="number">Confidence</th>
                    <th>As of</th>
                    <th>Why</th>
                  </tr>
                </thead>
                <tbody>
                  {all.map((s) => (
                    <tr key={s.symbol + s.workflow_id}>
                      <td>
                        <Link href={`/workflows/${s.workflow_id}`}>{s.symbol}</Link> {s.timeframe}
                      </td>
                      <td>{s.direction > 0 ? '▲ Up' : s.direction < 0 ? '▼ Down' : '– None'}</td>
                      <td className="number">{decimal(s.strength)}</td>
                      <td className="number">{percent(s.confidence)}</td>
                      <td>
                        <Time at={s.as_of} date />
                      </td>
                      <td>
                        <Details summary="Opinions" value={s.explanation} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Loaded>
    </Card>
  );
}

function Models() {
  const models = useQuery({ queryKey: ['models'], queryFn: () => ask('GET /api/analysis/models') });
  return (
    <Card title="Models">
      <Loaded query={models} what="the models">
        {({ models: lines }) =>
          lines.length === 0 ? (
            <Empty>None is trained yet; the first run does it.</Empty>
          ) : (
            <div className="grid">
              {lines.flatMap((line) => line.versions.map((v) => <ModelCard key={`${v.engine} ${v.timeframe} ${v.version}`} card={v} />))}
            </div>
          )
        }
      </Loaded>
    </Card>
  );
}

function ModelCard({ card }: { card: Card_ }) {
  return (
    <article className="model">
      <h3>
        {words(card.engine)} {card.version} <Badge state={card.role} tone={card.role === 'champion' ? 'good' : 'quiet'} />
      </h3>
      <Facts
        items={[
          ['Kind', words(card.kind)],
          ['Bars of', card.timeframe],
          ['Trained', <Time key="t" at={card.trained_at} date />],
          ['Symbols', card.symbols.join(', ')],
        ]}
      />
      <Details summary="Out-of-sample scores" value={card['scores']} />
      <Details summary="Drift" value={card['drift']} />
      <Details summary="Whole card" value={card} />
    </article>
  );
}
