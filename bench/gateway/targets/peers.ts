/** Everybody else's gateways, each with its documented way to forward one header and otherwise with its defaults. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { SUBGRAPH_NAMES, SUBGRAPH_SDL } from '../world/schemas.ts';
import { node, type Target } from './target.ts';

export const peersFolder = path.join(import.meta.dirname, '../peers');
const inPeer = (...segments: readonly string[]): string => path.join(peersFolder, ...segments);

const ONE_PROCESS = 'has no workers of its own';

export const apollo: Target = {
  name: 'apollo',
  title: 'Apollo Gateway (stock)',
  peer: 'apollo',
  runsOnNode: true,
  unfit: (workload) => (workload === 'cores' ? ONE_PROCESS : undefined),
  command: (place) => ({
    command: node(place, inPeer('apollo/server.mjs'), place.supergraphFile, String(place.port)),
  }),
};

export const hive: Target = {
  name: 'hive',
  title: 'Hive Gateway, Rust planner',
  peer: 'hive',
  runsOnNode: true,
  command(place) {
    const fork = place.workload === 'cores' ? ['--fork', '2'] : ['--fork', '1'];
    const flags = [
      '--config-path',
      inPeer('hive/gateway.config.mjs'),
      '--host',
      '127.0.0.1',
      '--port',
      String(place.port),
    ];
    const bin = inPeer('hive/node_modules/@graphql-hive/gateway/dist/bin.js');
    return {
      command: node(place, bin, 'supergraph', place.supergraphFile, ...flags, ...fork),
      cwd: inPeer('hive'),
    };
  },
};

export const mercurius: Target = {
  name: 'mercurius',
  title: 'Mercurius gateway',
  peer: 'mercurius',
  runsOnNode: true,
  unfit: (workload) => (workload === 'cores' ? ONE_PROCESS : undefined),
  command(place) {
    const services = SUBGRAPH_NAMES.map((name) => ({
      name,
      url: place.urls[name],
      schema: SUBGRAPH_SDL[name],
    }));
    const file = path.join(place.folder, 'services.json');
    writeFileSync(file, JSON.stringify(services));
    return { command: node(place, inPeer('mercurius/server.mjs'), file, String(place.port)) };
  },
};

/** The npm package holds the command line tool, whose development server is the gateway; it composes by itself. */
export const grafbase: Target = {
  name: 'grafbase',
  title: 'Grafbase (Rust)',
  peer: 'grafbase',
  runsOnNode: false,
  command(place) {
    const sections = SUBGRAPH_NAMES.map((name) => {
      writeFileSync(path.join(place.folder, `${name}.graphql`), SUBGRAPH_SDL[name]);
      return `[subgraphs.${name}]\nurl = "${place.urls[name]}"\nschema_path = "${name}.graphql"\n`;
    });
    const header = '[[headers]]\nrule = "forward"\nname = "authorization"\n';
    writeFileSync(path.join(place.folder, 'grafbase.toml'), [...sections, header].join('\n'));
    const binary = inPeer('grafbase/node_modules/@grafbase/cli-x86_64-unknown-linux-musl/grafbase');
    return {
      command: [binary, 'dev', '--port', String(place.port)],
      cwd: place.folder,
      // It keeps files in the home folder.
      env: { HOME: place.folder },
    };
  },
};
