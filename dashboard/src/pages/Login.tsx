import { Activity } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { logIn, useSession } from '@/api/session';
import { Failure, Loading } from '@/components/ui';

interface Fields {
  username: string;
  password: string;
}

export function Login() {
  const { phase, ended } = useSession();
  const { register, handleSubmit, formState, resetField } = useForm<Fields>();
  const [failure, setFailure] = useState<unknown>(null);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    form.current?.querySelector('input')?.focus();
  }, [phase]);

  if (phase === 'starting') {
    return <Loading what="your session" />;
  }
  async function submit(fields: Fields) {
    setFailure(null);
    try {
      await logIn(fields.username, fields.password);
    } catch (e) {
      setFailure(e);
      resetField('password');
    }
  }
  return (
    <main className="login">
      <form ref={form} onSubmit={(e) => void handleSubmit(submit)(e)}>
        <h1>
          <Activity aria-hidden /> System Orchestrator
        </h1>
        {ended !== null && <p role="status">{ended}</p>}
        <label>
          Name
          <input {...register('username', { required: true })} autoComplete="username" required />
        </label>
        <label>
          Password
          <input {...register('password', { required: true })} type="password" autoComplete="current-password" required />
        </label>
        {failure !== null && <Failure error={failure} />}
        <button type="submit" className="primary" disabled={formState.isSubmitting}>
          {formState.isSubmitting ? 'Checking…' : 'Log in'}
        </button>
        <p>
          <small>
            The first start printed the password of <code>admin</code>. Lost it? On the server:{' '}
            <code>orchestrator user password admin</code>.
          </small>
        </p>
      </form>
    </main>
  );
}
