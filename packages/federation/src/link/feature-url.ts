/** A specification's URL, `https://specs.apollo.dev/federation/v2.9`, taken apart. */
export interface FeatureUrl {
  /** Without its version: `https://specs.apollo.dev/federation`. */
  readonly identity: string;
  /** `federation` */
  readonly name: string;
  /** `v2.9` */
  readonly version: string;
}

/** Undefined when the text is not the URL of a versioned feature. Credentials, query and fragment are no part of it. */
export function parseFeatureUrl(text: string): FeatureUrl | undefined {
  const url = URL.parse(text);
  if (!url) return undefined;
  const path = url.pathname.split('/').filter((part) => part !== '');
  const version = path.pop();
  const name = path.at(-1);
  if (version === undefined || name === undefined || !/^v\d+(\.\d+)?$/.test(version)) return undefined;
  return { identity: `${url.protocol}//${url.host}/${path.join('/')}`, name, version };
}
