/** Where a value of the configuration comes from, for people. */
export interface Origin {
  /** `default`: nobody set it here. */
  kind: 'default' | 'profile' | 'file' | 'environment' | 'option';
  text: string;
}

/** Of the server's words: `application.conf @ jar:file:/…/x.jar!/application.conf: 12`, `environment variable X`. */
export function originOf(origin: string): Origin {
  const packed = /^(application|reference)\.conf @ .*?: (\d+)/.exec(origin);
  if (packed) {
    return { kind: 'default', text: `default, ${packed[1]}.conf line ${packed[2]}` };
  }
  if (origin.startsWith('profile ')) {
    return { kind: 'profile', text: origin };
  }
  if (origin.startsWith('environment variable') || origin.startsWith('env var')) {
    return { kind: 'environment', text: origin };
  }
  if (origin.startsWith('system propert')) {
    return { kind: 'option', text: 'option -D' };
  }
  return { kind: 'file', text: origin.replace(/: (\d+)$/, ' line $1') };
}
