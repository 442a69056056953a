import { Optimisations } from '@/components/Optimisation';
import { StrategyBook } from '@/components/StrategyBook';

/** Versions and their stages, and what the newest optimisations found. */
export default function Strategies() {
  return (
    <>
      <h1>Strategies</h1>
      <Optimisations />
      <StrategyBook />
    </>
  );
}
