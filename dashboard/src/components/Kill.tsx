import { OctagonX, Play, TrendingDown } from 'lucide-react';
import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { ask } from '@/api/client';
import { has, useSession } from '@/api/session';
import { Confirm } from '@/components/Confirm';

type Command = 'halt' | 'reduce' | 'resume';

const TEXT: Record<Command, { title: string; action: string; consequence: string }> = {
  halt: {
    title: 'Halt trading',
    action: 'Halt trading now',
    consequence:
      'No new entry leaves. Our open entries are cancelled. Protective exits stay at the broker, positions stay open, and exits are still possible. A person with the role risk has to resume.',
  },
  reduce: {
    title: 'Only reduce from now on',
    action: 'Only reduce',
    consequence:
      'No new entry leaves; orders that reduce a position still go out. Nothing is sold by this alone. A person with the role risk has to resume.',
  },
  resume: {
    title: 'Resume trading',
    action: 'Resume trading',
    consequence:
      'Workflows and people may open positions again, within the limits in force. Breakers that are open stay open.',
  },
};

/** Halt, reduce, resume; the dangerous ones in two steps with the consequence in words. */
export function Kill({ tradingState }: { tradingState: string }) {
  const roles = useSession((s) => s.roles);
  const client = useQueryClient();
  const [asked, setAsked] = useState<Command | null>(null);
  const open = (command: Command) => () => setAsked(command);

  async function run(command: Command, reason: string) {
    await ask(`POST /api/trading/${command}`, { body: { reason } });
    await client.invalidateQueries();
  }

  if (!has(roles, 'operator')) {
    return null;
  }
  return (
    <span className="kill">
      {tradingState !== 'halted' && (
        <button type="button" className="danger" onClick={open('halt')}>
          <OctagonX size={16} aria-hidden /> Halt
        </button>
      )}
      {tradingState === 'active' && (
        <button type="button" onClick={open('reduce')}>
          <TrendingDown size={16} aria-hidden /> Reduce
        </button>
      )}
      {tradingState !== 'active' && tradingState !== '' && has(roles, 'risk') && (
        <button type="button" className="primary" onClick={open('resume')}>
          <Play size={16} aria-hidden /> Resume
        </button>
      )}
      {asked !== null && (
        <Confirm
          title={TEXT[asked].title}
          action={TEXT[asked].action}
          consequence={TEXT[asked].consequence}
          danger={asked !== 'resume'}
          wantsReason
          {...(asked === 'halt' ? { typed: 'halt' } : {})}
          run={(reason) => run(asked, reason)}
          onClose={() => setAsked(null)}
        />
      )}
    </span>
  );
}
