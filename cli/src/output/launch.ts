import type { Style } from './style.js';

/** The colour of a launch's or a version's state. States this version does not know stay plain. */
export function launchStatusStyle(status: string, style: Style): (text: string) => string {
  switch (status) {
    case 'COMPLETED':
    case 'ACTIVE':
      return style.good;
    case 'REFUSED':
    case 'FAILED':
      return style.bad;
    case 'PENDING':
      return style.warn;
    case 'SUPERSEDED':
    case 'DELETED':
      return style.dim;
    default:
      return (text) => text;
  }
}
