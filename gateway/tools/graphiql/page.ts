// The GraphiQL page: bundled for browsers by build-graphiql.ts. Everything it loads comes from its own folder.
import { GraphiQL } from 'graphiql';
import 'graphiql/style.css';
import './page.css';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

interface GraphQLParams {
  query: string;
  operationName?: string | null;
  variables?: unknown;
}

const WORKERS: Readonly<Record<string, string>> = { json: 'json.worker.js', graphql: 'graphql.worker.js' };

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_id: string, label: string) =>
      new Worker(new URL(WORKERS[label] ?? 'editor.worker.js', import.meta.url)),
  },
});

const endpoint = document.documentElement.dataset['graphqlPath'] ?? '/graphql';

async function fetcher(params: GraphQLParams, { headers = {} }: { headers?: Record<string, string> } = {}) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json',
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(params),
  });
  return response.json() as Promise<object>;
}

const root = document.getElementById('graphiql');
if (!root) throw new Error('the page has no place for GraphiQL');
createRoot(root).render(createElement(GraphiQL, { fetcher: fetcher as never }));
