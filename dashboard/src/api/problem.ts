import * as v from 'valibot';

const ProblemBody = v.object({
  title: v.optional(v.string(), ''),
  status: v.optional(v.number(), 0),
  code: v.optional(v.string(), 'unknown'),
  detail: v.optional(v.string(), ''),
  advice: v.optional(v.string(), ''),
  errors: v.optional(v.array(v.object({ field: v.string(), message: v.string() })), []),
});

/** A refusal in the server's words (application/problem+json), or a failure to reach it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly advice: string,
    readonly errors: readonly { field: string; message: string }[] = [],
  ) {
    super([detail, advice].filter(Boolean).join(' '));
    this.name = 'Problem';
  }

  /** Not worth another try: the same question gets the same answer. */
  get final(): boolean {
    return this.status >= 400 && this.status < 500 && this.status !== 408 && this.status !== 429;
  }

  static unreachable(): Problem {
    return new Problem(
      0,
      'client.unreachable',
      'The server does not answer.',
      'Is the process running? The page tries again by itself.',
    );
  }

  static unexpected(path: string, what: string): Problem {
    return new Problem(
      0,
      'client.contract',
      `${path} answered something else than this page was built for (${what}).`,
      'Reload the page; after an update of the server the old page may still be open.',
    );
  }

  static async of(response: Response): Promise<Problem> {
    const text = await response.text();
    let json: unknown = null;
    try {
      json = JSON.parse(text);
    } catch {
      // A proxy's page and not the server's answer: the status says what there is to say.
    }
    const body = v.safeParse(ProblemBody, json);
    return body.success
      ? new Problem(
          response.status,
          body.output.code,
          body.output.detail || response.statusText,
          body.output.advice,
          body.output.errors,
        )
      : new Problem(response.status, 'unknown', `HTTP ${response.status}`, '');
  }
}
