import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { NetworkGraph } from '@/charts/NetworkGraph';
import { Pager, Table } from '@/components/Table';
import { Badge, Card, Details, Empty, Facts, Loaded, Time } from '@/components/ui';
import { count, decimal, percent, words } from '@/format/numbers';

const PAGE = 50;

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

/** Of the chosen run; the newest at first. */
function Information() {
  const list = useQuery({ queryKey: ['runs', 'networks'], queryFn: () => ask('GET /api/analysis/networks', { query: { limit: 20 } }) });
  const [chosen, setChosen] = useState<string | null>(null);
  const id = chosen ?? list.data?.networks[0]?.id;
  return (
    <Card
      title="Information network"
      aside={
        (list.data?.networks.length ?? 0) > 1 && (
          <select aria-label="Run of the network" value={id ?? ''} onChange={(e) => setChosen(e.target.value)}>
            {list.data?.networks.map((n) => (
              <option key={n.id} value={n.id}>
                {n.nodes.join(', ')}, {n.timeframe}
              </option>
            ))}
          </select>
        )
      }
    >
      <Loaded query={list} what="the networks">
        {() =>
          id === undefined ? (
            <Empty>
              No completed run of analysis to trade has one. <Link href="/workflows">Start one.</Link>
            </Empty>
          ) : (
            <NetworkOf id={id} />
          )
        }
      </Loaded>
    </Card>
  );
}

function NetworkOf({ id }: { id: string }) {
  const network = useQuery({ queryKey: ['network', id], queryFn: () => ask('GET /api/analysis/networks/{network_id}', { path: { network_id: id } }) });
  return (
    <Loaded query={network} what="the network">
      {(n) => (
        <div className="network-pair">
          <NetworkGraph nodes={n.nodes} links={n.edges.map((e) => ({ ...e, strength: e.te_nats }))} />
          <div>
            <Facts
              items={[
                ['Window', <span key="w"><Time at={n.window_from} date /> to <Time at={n.window_to} date /></span>],
                ['Estimator', n.estimator ?? '–'],
                ['Observations', count(n.observations)],
                ['Links tested', `${count(n.tested_links)}, ${n.edges.length} significant at ${n.alpha ?? '–'} after correction`],
                ['Run', <Link key="r" href={`/workflows/${n.id}`}>its steps and results</Link>],
              ]}
            />
            {n.edges.length === 0 ? (
              <Empty>No link is significant.</Empty>
            ) : (
              <Table
                label="Links of the network"
                rows={n.edges}
                id={(l) => `${l.source} ${l.target} ${l.lag}`}
                columns={[
                  ['From', (l) => l.source],
                  ['To', (l) => l.target],
                  ['Lag, bars', (l) => l.lag, 'number'],
                  ['Transfer entropy, nats', (l) => decimal(l.te_nats, 4), 'number'],
                  ['Corrected chance', (l) => (l.q_value === null ? '–' : l.q_value.toExponential(1)), 'number'],
                ]}
              />
            )}
          </div>
        </div>
      )}
    </Loaded>
  );
}

function Signals() {
  const [pages, setPages] = useState<string[]>([]);
  const after = pages.at(-1);
  const signals = useQuery({
    queryKey: ['signals', after],
    queryFn: () => ask('GET /api/analysis/signals', { query: { limit: PAGE, after } }),
    placeholderData: (before) => before,
  });
  return (
    <Card title="Latest signals">
      <Loaded query={signals} what="the signals">
        {({ signals: all, next_after }) =>
          all.length === 0 ? (
            <Empty>No run has made a signal.</Empty>
          ) : (
            <>
            <Table
              label="Signals"
              rows={all}
              id={(s) => s.symbol + s.workflow_id}
              columns={[
                [
                  'Symbol',
                  (s) => (
                    <>
                      <Link href={`/workflows/${s.workflow_id}`}>{s.symbol}</Link> {s.timeframe}
                    </>
                  ),
                ],
                ['Signal', (s) => (s.direction > 0 ? '▲ Up' : s.direction < 0 ? '▼ Down' : '– None')],
                ['Strength', (s) => decimal(s.strength), 'number'],
                ['Confidence', (s) => percent(s.confidence), 'number'],
                ['As of', (s) => <Time at={s.as_of} date />],
                ['Why', (s) => <Details summary="Opinions" value={s.explanation} />],
              ]}
            />
            <Pager pages={pages} next={next_after} go={setPages} />
            </>
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
