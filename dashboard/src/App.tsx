import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { Problem } from '@/api/problem';
import { useSession } from '@/api/session';
import { Boundary } from '@/components/Boundary';
import { Shell } from '@/components/Shell';
import { Empty, Loading } from '@/components/ui';
import { forget } from '@/live/store';
import { StreamProvider } from '@/live/stream';
import { Login } from '@/pages/Login';
import { Overview } from '@/pages/Overview';

const Workflows = lazy(() => import('@/pages/Workflows'));
const Run = lazy(() => import('@/pages/Run'));
const Risk = lazy(() => import('@/pages/Risk'));
const Portfolio = lazy(() => import('@/pages/Portfolio'));
const Market = lazy(() => import('@/pages/Market'));
const Analysis = lazy(() => import('@/pages/Analysis'));
const Strategies = lazy(() => import('@/pages/Strategies'));
const Alerts = lazy(() => import('@/pages/Alerts'));
const Events = lazy(() => import('@/pages/Events'));
const Settings = lazy(() => import('@/pages/Settings'));

function questions(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < 2 && !(error instanceof Problem && error.final),
        staleTime: 1_000,
        refetchOnWindowFocus: false,
      },
    },
  });
}

export function App() {
  const phase = useSession((s) => s.phase);
  return <Router hook={useHashLocation}>{phase === 'in' ? <Inside /> : <Login />}</Router>;
}

/** Lives as long as one session: its answers and its stream go with it. */
function Inside() {
  const [client] = useState(questions);
  useEffect(() => forget, []);
  return (
    <QueryClientProvider client={client}>
      <StreamProvider>
        <Shell>
          <Boundary>
            <Suspense fallback={<Loading what="the page" />}>
              <Pages />
            </Suspense>
          </Boundary>
        </Shell>
      </StreamProvider>
    </QueryClientProvider>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/" component={Overview} />
      <Route path="/workflows" component={Workflows} />
      <Route path="/workflows/:id">{({ id }) => <Run id={id} />}</Route>
      <Route path="/risk" component={Risk} />
      <Route path="/portfolio" component={Portfolio} />
      <Route path="/market" component={Market} />
      <Route path="/analysis" component={Analysis} />
      <Route path="/strategies" component={Strategies} />
      <Route path="/alerts" component={Alerts} />
      <Route path="/events/:seq?">{({ seq }) => <Events key={seq} seq={seq} />}</Route>
      <Route path="/settings/:section?">{({ section }) => <Settings section={section ?? ''} />}</Route>
      <Route>
        <Empty>There is no such page.</Empty>
      </Route>
    </Switch>
  );
}
