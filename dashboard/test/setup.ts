import { afterEach } from 'vitest';
import { cleanup, configure } from '@testing-library/react';

// As long as a busy machine needs; nothing here asserts a time.
configure({ asyncUtilTimeout: 30_000 });
afterEach(() => cleanup());

// jsdom has no matchMedia, and dialogues only in part.
window.matchMedia ??= ((query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
})) as unknown as typeof window.matchMedia;
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.open = false;
};
