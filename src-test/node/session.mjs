// What a foreign client saw, and waiting for what it shall see.
const STEP_MS = 20_000;

export class Session {
  #seen = [];
  #troubles = [];
  #waiting = new Set();

  saw(name, args) {
    this.#seen.push({ name, args });
    for (const check of [...this.#waiting]) check();
  }

  trouble(text) {
    this.#troubles.push(text);
  }

  count() {
    return this.#seen.length;
  }

  since(position, name) {
    return this.#seen.slice(position).find((e) => e.name === name);
  }

  /** Resolves with what `found` finds, now or after any event. */
  within = (what, found) =>
    new Promise((resolve, reject) => {
      const check = () => {
        const result = found();
        if (result) {
          clearTimeout(timer);
          this.#waiting.delete(check);
          resolve(result);
        }
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`did not come within ${STEP_MS} ms: ${what}`));
      }, STEP_MS);
      this.#waiting.add(check);
      check();
    });

  expect = (name, wanted = () => true) =>
    this.within(`${name} ${wanted}`, () => this.#seen.find((e) => e.name === name && wanted(...e.args)));

  require = (condition, what) => {
    if (!condition) throw new Error(`not as expected: ${what}`);
  };

  /** Runs all steps; ends the process with 0 only if every one held and nothing failed to decode. */
  async run(steps) {
    try {
      await steps();
      this.require(this.#troubles.length === 0, this.#troubles.join('; '));
      console.log(`session complete: ${this.#seen.length} events, no decode error`);
      process.exit(0);
    } catch (failure) {
      console.error(`FAILED: ${failure.message}`);
      for (const trouble of this.#troubles) console.error(`trouble: ${trouble}`);
      for (const e of this.#seen.slice(-15)) console.error(`seen: ${e.name} ${JSON.stringify(e.args)?.slice(0, 300)}`);
      process.exit(1);
    }
  }
}
