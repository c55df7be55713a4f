// The GraphiQL page: bundled for browsers by build-graphiql.ts. Everything it loads comes from its own folder.
import { GraphiQL } from 'graphiql';
import 'graphiql/style.css';
import './page.css';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

const WORKERS = { json: 'json.worker.js', graphql: 'graphql.worker.js' };

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_id, label) => new Worker(new URL(WORKERS[label] ?? 'editor.worker.js', import.meta.url)),
  },
});

const endpoint = document.documentElement.dataset['graphqlPath'] ?? '/graphql';

async function fetcher(params, { headers = {} } = {}) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json',
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(params),
  });
  return response.json();
}

const root = document.getElementById('graphiql');
if (!root) throw new Error('the page has no place for GraphiQL');
createRoot(root).render(createElement(GraphiQL, { fetcher }));
