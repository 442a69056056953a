import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Failure } from '@/components/ui';
import { words } from '@/format/numbers';
import { fieldsOf, valuesOf, type Field } from '@/format/schema';

interface Props {
  schema: Record<string, unknown>;
  action: string;
  /** Suggestions for lists of symbols. */
  symbols: readonly string[];
  /** What to begin with instead of the defaults. */
  values?: Readonly<Record<string, unknown>>;
  run: (values: Record<string, unknown>) => Promise<unknown>;
}

type Raw = Record<string, string | boolean>;

/** A form made of the JSON Schema of a workflow's parameters. */
export function SchemaForm({ schema, action, symbols, values, run }: Props) {
  const fields = fieldsOf(schema, values);
  const { register, handleSubmit, formState } = useForm<Raw>({
    defaultValues: Object.fromEntries(
      fields.map((f) => [f.name, f.name === 'symbols' && f.initial === '' ? symbols.join(', ') : f.initial]),
    ),
  });
  const [failure, setFailure] = useState<unknown>(null);

  async function submit(raw: Raw) {
    setFailure(null);
    try {
      await run(valuesOf(fields, raw));
    } catch (e) {
      setFailure(e);
    }
  }
  const [first, rest] = [fields.filter((f) => f.prominent), fields.filter((f) => !f.prominent)];
  const draw = (f: Field) => <Input key={f.name} field={f} register={register} error={formState.errors[f.name]?.message} />;
  return (
    <form className="parameters" onSubmit={(e) => void handleSubmit(submit)(e)}>
      <div className="fields">{first.map(draw)}</div>
      {rest.length > 0 && (
        <details>
          <summary>{rest.length} more parameters, all with defaults</summary>
          <div className="fields">{rest.map(draw)}</div>
        </details>
      )}
      {failure !== null && <Failure error={failure} />}
      <button type="submit" className="primary" disabled={formState.isSubmitting}>
        {formState.isSubmitting ? 'Working…' : action}
      </button>
    </form>
  );
}

function Input(props: {
  field: Field;
  register: ReturnType<typeof useForm<Raw>>['register'];
  error: string | undefined;
}) {
  const { field: f, register, error } = props;
  const described = `${f.name}-about`;
  const common = { 'aria-describedby': described, 'aria-invalid': error !== undefined } as const;
  const rules = { required: f.required ? 'is required' : false, validate: f.check } as const;
  return (
    <label className={f.kind === 'flag' ? 'check' : ''}>
      <span>{words(f.name)}</span>
      {f.kind === 'choice' ? (
        <select {...register(f.name)} {...common}>
          {f.choices.map((c) => (
            <option key={c} value={c}>
              {words(c)}
            </option>
          ))}
        </select>
      ) : f.kind === 'flag' ? (
        <input type="checkbox" {...register(f.name)} {...common} />
      ) : (
        <input
          type="text"
          inputMode={f.kind === 'number' ? 'decimal' : f.kind === 'integer' ? 'numeric' : 'text'}
          {...register(f.name, rules)}
          {...common}
        />
      )}
      <small id={described}>
        {error ? <span className="bad">{error}. </span> : null}
        {f.about}
      </small>
    </label>
  );
}
