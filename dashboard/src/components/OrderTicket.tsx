import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { Confirm } from '@/components/Confirm';
import { Badge, Card, Failure } from '@/components/ui';
import { money, percent, words } from '@/format/numbers';

interface Ticket {
  symbol: string;
  side: 'buy' | 'sell';
  quantity: string;
  type: 'limit' | 'market';
  limit_price: string;
}

type Body = Record<string, string | number>;
type Preview = Answer<'POST /api/orders/what-if'>;

export function bodyOf(t: Ticket): Body {
  return {
    symbol: t.symbol.trim().toUpperCase(),
    side: t.side,
    quantity: Number(t.quantity),
    type: t.type,
    ...(t.type === 'limit' ? { limit_price: Number(t.limit_price) } : {}),
  };
}

/** An order by hand: first what the gate and the broker would say, then the order. */
export function OrderTicket() {
  const client = useQueryClient();
  const { register, handleSubmit, watch, formState } = useForm<Ticket>({
    defaultValues: { symbol: '', side: 'buy', quantity: '', type: 'limit', limit_price: '' },
  });
  const [preview, setPreview] = useState<{ body: Body; said: Preview; key: string } | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const limited = watch('type') === 'limit';

  async function look(ticket: Ticket) {
    setFailure(null);
    const body = bodyOf(ticket);
    const key = crypto.randomUUID();
    try {
      const said = await ask('POST /api/orders/what-if', { body, headers: { 'Idempotency-Key': key } });
      setPreview({ body, said, key });
    } catch (e) {
      setFailure(e);
    }
  }
  return (
    <Card title="Order by hand">
      <form className="ticket" onSubmit={(e) => void handleSubmit(look)(e)}>
        <label>
          Symbol
          <input {...register('symbol', { required: true })} size={8} required />
        </label>
        <label>
          Side
          <select {...register('side')}>
            <option value="buy">Buy</option>
            <option value="sell">Sell</option>
          </select>
        </label>
        <label>
          Shares
          <input {...register('quantity', { required: true, pattern: /^\d+$/ })} inputMode="numeric" size={8} required />
        </label>
        <label>
          Type
          <select {...register('type')}>
            <option value="limit">Limit</option>
            <option value="market">Market</option>
          </select>
        </label>
        {limited && (
          <label>
            Limit, USD
            <input {...register('limit_price', { required: true })} inputMode="decimal" size={10} required />
          </label>
        )}
        <button type="submit" className="primary" disabled={formState.isSubmitting}>
          {formState.isSubmitting ? 'Asking…' : 'What would happen?'}
        </button>
      </form>
      {failure !== null && <Failure error={failure} />}
      {preview !== null && (
        <Confirm
          title={`${words(String(preview.body['side']))} ${preview.body['quantity']} ${preview.body['symbol']}`}
          action="Send the order"
          consequence={<Said said={preview.said} />}
          danger
          run={async () => {
            await ask('POST /api/orders', { body: preview.body, headers: { 'Idempotency-Key': preview.key } });
            await client.invalidateQueries();
          }}
          onClose={() => setPreview(null)}
        />
      )}
    </Card>
  );
}

function Said({ said }: { said: Preview }) {
  const d = said.decision;
  return (
    <>
      <p>
        <Badge state={said.would_pass ? 'good' : 'denied'} label={said.would_pass ? 'The risk gate would let it pass' : 'The risk gate would refuse it'} />{' '}
        {said.detail} {said.advice}
      </p>
      {d !== null && (
        <ul>
          <li>Worth {money(d.notional)} USD; buying power left {money(d.buying_power_left)} USD</li>
          <li>
            Share of the name afterwards {percent(d.concentration_after)}, gross exposure {percent(d.gross_exposure_after)}
          </li>
        </ul>
      )}
      {said.broker !== null ? (
        <p>
          Broker: margin afterwards {money(said.broker.init_margin_after)} USD, commission {money(said.broker.commission)} USD {said.broker.warning}
        </p>
      ) : (
        said.broker_failure && <p>Broker: {said.broker_failure}</p>
      )}
    </>
  );
}
