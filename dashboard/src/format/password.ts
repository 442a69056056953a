/** The server takes no shorter one. */
export const LEAST_PASSWORD = 12;

/** Without 0 O 1 l I, so that it can be read out: 32 of them, 5 bits each. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const LENGTH = 20;

/** By chance, 100 bits: twenty letters in groups of five. */
export function makePassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  return [...bytes]
    .map((byte, i) => (i > 0 && i % 5 === 0 ? '-' : '') + LETTERS.charAt(byte % LETTERS.length))
    .join('');
}
