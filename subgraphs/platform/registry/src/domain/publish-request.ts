import {
  artifactHash,
  GRAPH_NAME_LENGTH_MAX,
  isGraphName,
  parseGraphRef,
  type GraphRef,
} from '@kontor/protocol';
import { cleanGitContext, type GitContext, type GitContextRequest } from './git-context.js';
import { SDL_BYTES_MAX } from './limits.js';
import { reject, type Rejection } from './rejection.js';
import { checkRoutingUrl } from './routing-url.js';

/** A publish that is well-formed; whether it may happen is not decided yet. */
export interface PublishRequest {
  readonly kind: 'accepted';
  readonly ref: GraphRef;
  readonly name: string;
  readonly sdl: string;
  readonly sdlHash: string;
  /** Undefined: that of the active version. */
  readonly routingUrl: string | undefined;
  readonly gitContext: GitContext | null;
  /** An id: only if that version is active. Null: only if there is none. Undefined: whatever is active. */
  readonly ifActiveVersion: string | null | undefined;
}

export interface PublishInput {
  readonly ref: string;
  readonly name: string;
  readonly sdl: string;
  readonly routingUrl?: string | null | undefined;
  readonly gitContext?: GitContextRequest | null | undefined;
  readonly ifActiveVersion?: string | null | undefined;
}

export function readPublishInput(input: PublishInput): PublishRequest | Rejection {
  const ref = readRef(input.ref);
  if (ref.kind === 'rejected') return ref;
  const name = readSubgraphName(input.name);
  if (name.kind === 'rejected') return name;
  const sdl = readSdl(input.sdl);
  if (sdl.kind === 'rejected') return sdl;
  const routingUrl = readRoutingUrl(input.routingUrl);
  if (routingUrl.kind === 'rejected') return routingUrl;
  return {
    kind: 'accepted',
    ref: ref.ref,
    name: name.name,
    sdl: sdl.sdl,
    sdlHash: artifactHash(sdl.sdl),
    routingUrl: routingUrl.routingUrl,
    gitContext: cleanGitContext(input.gitContext),
    ifActiveVersion: input.ifActiveVersion,
  };
}

const NAME_RULE = `a letter, then letters, digits, _ and -; at most ${GRAPH_NAME_LENGTH_MAX} characters`;

export function readRef(text: string): { kind: 'accepted'; ref: GraphRef } | Rejection {
  const ref = parseGraphRef(text);
  return ref
    ? { kind: 'accepted', ref }
    : reject('INPUT_INVALID', `ref: expected \`graph\` or \`graph@variant\`, each part ${NAME_RULE}.`);
}

export const readSubgraphName = (name: string): { kind: 'accepted'; name: string } | Rejection =>
  isGraphName(name)
    ? { kind: 'accepted', name }
    : reject('INPUT_INVALID', `name: a subgraph's name is ${NAME_RULE}.`);

export function readSdl(sdl: string): { kind: 'accepted'; sdl: string } | Rejection {
  const bytes = Buffer.byteLength(sdl);
  if (bytes > SDL_BYTES_MAX)
    return reject(
      'SUBGRAPH_TOO_LARGE',
      `sdl: ${bytes} bytes, more than the ${SDL_BYTES_MAX} that a subgraph's schema may have.`,
    );
  if (sdl.trim() === '') return reject('INPUT_INVALID', 'sdl: the schema is empty.');
  // A database stores neither; better said here than by it.
  if (sdl.includes('\0') || !sdl.isWellFormed())
    return reject('INPUT_INVALID', 'sdl: contains a null character or half of a surrogate pair.');
  return { kind: 'accepted', sdl };
}

export const readRoutingUrl = (
  text: string | null | undefined,
): { kind: 'accepted'; routingUrl: string | undefined } | Rejection =>
  text == null ? { kind: 'accepted', routingUrl: undefined } : checkRoutingUrl(text);
