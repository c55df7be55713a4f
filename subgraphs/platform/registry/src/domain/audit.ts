import {
  formatGraphRef,
  SYSTEM_CALLER,
  type AuditChange,
  type AuditOutcome,
  type Caller,
  type NewAuditEntry,
} from '@kontor/protocol';
import type { LaunchStatus } from './launch.js';

/** An entry of the registry's audit log also says which graph it is about. */
export interface NewGraphAuditEntry extends NewAuditEntry {
  readonly graphName: string;
}

/** Where something happened: a graph with its owner. */
interface OwnedGraph {
  readonly id: string;
  readonly name: string;
  readonly organisationId: string;
}

interface NamedVariant {
  readonly id: string;
  readonly name: string;
  readonly graph: OwnedGraph;
}

interface NumberedLaunch {
  readonly id: string;
  readonly sequence: number;
}

/** What the audit log says of each change that the registry makes. Pure; schemas stand in it by their hash. */

export const graphCreated = (by: Caller, graph: OwnedGraph): NewGraphAuditEntry =>
  entry(by, 'graph.create', graph, { id: graph.id, name: graph.name });

export const variantCreated = (by: Caller, variant: NamedVariant): NewGraphAuditEntry =>
  entry(by, 'variant.create', variant.graph, { id: variant.id, name: refOf(variant) });

/** A publish or deletion with what became of it; a launch that is under way counts as done. */
export const subgraphChanged = (
  by: Caller,
  variant: NamedVariant,
  change: {
    readonly action: 'subgraph.publish' | 'subgraph.delete';
    readonly launchId: string;
    readonly subgraphName: string;
    readonly status: LaunchStatus;
    readonly changes: readonly AuditChange[];
    readonly reasonCodes: readonly string[];
  },
): NewGraphAuditEntry => ({
  ...entry(by, change.action, variant.graph, {
    id: change.launchId,
    name: `${refOf(variant)}/${change.subgraphName}`,
  }),
  outcome: outcomeOf(change.status),
  changes: change.changes.filter(({ before, after }) => before !== after),
  reasonCodes: [...new Set(change.reasonCodes)],
});

/** The variant's pointer moved, or an older launch ended on the way to a newer one. */
export const launchCompleted = (variant: NamedVariant, launch: NumberedLaunch): NewGraphAuditEntry =>
  entry(SYSTEM_CALLER, 'launch.complete', variant.graph, {
    id: launch.id,
    name: `${refOf(variant)} #${launch.sequence}`,
  });

function outcomeOf(status: LaunchStatus): AuditOutcome {
  switch (status) {
    case 'PENDING':
    case 'COMPLETED':
      return 'DONE';
    case 'REFUSED':
    case 'FAILED':
      return status;
  }
}

const refOf = ({ graph, name }: NamedVariant): string => formatGraphRef({ graph: graph.name, variant: name });

const entry = (
  by: Caller,
  action: NewAuditEntry['action'],
  graph: OwnedGraph,
  target: NewAuditEntry['target'],
): NewGraphAuditEntry => ({
  organisationId: graph.organisationId,
  graphName: graph.name,
  by,
  action,
  outcome: 'DONE',
  target,
  changes: [],
  reasonCodes: [],
});
