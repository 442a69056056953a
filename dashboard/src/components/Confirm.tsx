import { TriangleAlert } from 'lucide-react';
import { useEffect, useId, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { Failure } from '@/components/ui';

const MAX_REASON = 500;

interface Props {
  title: string;
  /** What happens when it is done, and what does not. */
  consequence: ReactNode;
  action: string;
  /** The word that has to be typed; makes the second step of a dangerous command. */
  typed?: string;
  wantsReason?: boolean;
  danger?: boolean;
  /** Fields of the command; `ready` says whether they are filled in. */
  children?: ReactNode;
  ready?: boolean;
  run: (reason: string) => Promise<unknown>;
  onClose: () => void;
}

/**
 * A command that asks again. The dialogue is the browser's own: it keeps the focus, Escape closes it,
 * and it hands the focus back.
 */
export function Confirm(props: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const title = useId();

  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) {
      element.showModal();
    }
    return () => element?.close();
  }, []);

  const ready =
    props.ready !== false &&
    (!props.wantsReason || reason.trim() !== '') &&
    (props.typed === undefined || typed.trim().toLowerCase() === props.typed);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!ready || running) {
      return;
    }
    setRunning(true);
    setFailure(null);
    props.run(reason.trim()).then(props.onClose, (e: unknown) => {
      setFailure(e);
      setRunning(false);
    });
  }

  return (
    <dialog ref={dialog} aria-labelledby={title} onCancel={props.onClose}>
      <form onSubmit={submit}>
        <h2 id={title}>
          {props.danger && <TriangleAlert size={20} aria-hidden />} {props.title}
        </h2>
        <div className="consequence">{props.consequence}</div>
        {props.children}
        {props.wantsReason && (
          <label>
            Reason, kept with the event
            <input
              value={reason}
              maxLength={MAX_REASON}
              required
              onChange={(e) => setReason(e.target.value)}
            />
          </label>
        )}
        {props.typed !== undefined && (
          <label>
            Type <strong>{props.typed}</strong> to go on
            <input
              value={typed}
              autoComplete="off"
              spellCheck={false}
              onChange={(e) => setTyped(e.target.value)}
            />
          </label>
        )}
        {failure !== null && <Failure error={failure} />}
        <div className="buttons">
          <button type="button" onClick={props.onClose}>
            Keep as it is
          </button>
          <button type="submit" className={props.danger ? 'danger' : 'primary'} disabled={!ready || running}>
            {running ? 'Working…' : props.action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
