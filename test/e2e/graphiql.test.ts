import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type RunningGateway } from '@kontor/gateway';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { sendRaw } from '../support/gateway/gateway-client.js';
import { startShop, type Shop } from '../support/gateway/shop.js';
import { writeSupergraphFile, type SupergraphFile } from '../support/gateway/supergraph-file.js';

const CHROMIUM = process.env['KONTOR_CHROMIUM'] ?? '/usr/bin/chromium';
const inBrowser = existsSync(CHROMIUM) ? describe : describe.skip;
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const SHOWN_TIMEOUT_MS = 30_000;
const IN_BROWSER_MS = 120_000;

describe('GraphiQL', () => {
  let shop: Shop;
  let file: SupergraphFile;
  let gateway: RunningGateway;

  beforeAll(async () => {
    shop = await startShop();
    file = await writeSupergraphFile(shop.supergraph);
    gateway = await startGateway({ supergraph: file.path, port: 0, logLevel: 'silent' });
  });
  afterAll(async () => {
    await gateway.close();
    await shop.close();
    await file.remove();
  });

  describe('over HTTP', () => {
    const get = (path: string, headers: Record<string, string> = {}) =>
      sendRaw(gateway.url, { method: 'GET', path, headers });

    it('is a page for browsers only, with a strict policy', async () => {
      const page = await get('/', { accept: 'text/html,application/xhtml+xml' });
      expect(page.status).toBe(200);
      expect(page.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
      });
      const policy = page.headers['content-security-policy'];
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(page.text).not.toMatch(/https?:\/\//);
      expect((await get('/', { accept: 'application/json' })).status).toBe(404);
      expect((await get('/')).status).toBe(404);
    });

    it('has assets that a browser may keep for ever, and nothing beside them', async () => {
      const page = await get('/', { accept: 'text/html' });
      const [, script] = /src="([^"]+page\.js)"/.exec(page.text) ?? [];
      const asset = await get(script ?? '');
      expect(asset.status).toBe(200);
      expect(asset.headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
      });
      for (const path of ['/graphiql/x/page.js', '/graphiql/..%2f/index.js', '/graphiql/%2e%2e/package.json'])
        expect((await get(path)).status).toBe(404);
    });
  });

  inBrowser('in Chromium', () => {
    let browser: Browser;
    let page: Page;
    const requested: string[] = [];
    const complaints: string[] = [];
    const SHOWN = { timeout: SHOWN_TIMEOUT_MS };

    /** A browser that has never been here, with this query in the editor. */
    const openWith = async (query: string): Promise<void> => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      page = await context.newPage();
      context.on('request', (request) => requested.push(request.url()));
      page.on('pageerror', (error) => complaints.push(error.message.slice(0, 200)));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text().slice(0, 200));
      });
      await page.addInitScript((text) => localStorage.setItem('graphiql:query', text), query);
      await page.goto(gateway.url);
    };
    const answerShows = (text: string) =>
      page.locator('.result-window').getByText(text).first().waitFor(SHOWN);
    const run = () => page.getByRole('button', { name: /execute/i }).click();
    const shoot = async (name: string): Promise<void> => {
      const folder = process.env['KONTOR_SCREENSHOTS'];
      if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
    };

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
      await openWith('{ product(id: "1") { name reviews { text } } }');
    }, IN_BROWSER_MS);
    afterAll(async () => {
      await browser.close();
    });

    it(
      'runs a query across two subgraphs',
      async () => {
        await run();
        await answerShows('Review of 1');
        await shoot('answer');
      },
      IN_BROWSER_MS,
    );

    it(
      'completes a field from the schema',
      async () => {
        await page.locator('.graphiql-query-editor .monaco-editor').first().click();
        await page.keyboard.press('ControlOrMeta+A');
        await page.keyboard.type('{ latestR');
        const suggestions = page.locator('.suggest-widget.visible');
        await suggestions.getByText('latestReviews').first().waitFor(SHOWN);
        await shoot('completion');
        await page.keyboard.press('Enter');
        await page
          .locator('.graphiql-query-editor .view-lines')
          .getByText('latestReviews')
          .first()
          .waitFor(SHOWN);
        await page.keyboard.type(' { te');
        await suggestions.getByText('text').first().waitFor(SHOWN);
        await page.keyboard.press('Enter');
        await run();
        await answerShows('"Good"');
      },
      IN_BROWSER_MS,
    );

    it(
      'shows an answer with an error, and its code',
      async () => {
        await openWith('{ broken }');
        await run();
        await answerShows('SUBGRAPH_ERROR');
        await shoot('error');
      },
      IN_BROWSER_MS,
    );

    it(
      'knows the schema',
      async () => {
        await page.getByRole('button', { name: /documentation explorer/i }).click();
        await page.locator('.graphiql-plugin').getByText('Query', { exact: true }).first().click();
        await page.locator('.graphiql-plugin').getByText('latestReviews').first().waitFor(SHOWN);
        await shoot('documentation');
      },
      IN_BROWSER_MS,
    );

    it(
      'marks mistakes, by its own workers',
      async () => {
        await openWith('{ nothing }');
        await page.locator('.graphiql-query-editor .squiggly-error').first().waitFor(SHOWN);
        await page.locator('.graphiql-query-editor .view-lines').getByText('nothing').first().hover();
        await page.locator('.monaco-hover').getByText('Cannot query field').first().waitFor(SHOWN);
        expect(requested.filter((url) => url.endsWith('graphql.worker.js'))).not.toEqual([]);
      },
      IN_BROWSER_MS,
    );

    it('asked no other origin, and nothing was blocked or failed', () => {
      const elsewhere = requested.filter(
        (url) => !url.startsWith(`${gateway.url}/`) && !url.startsWith('data:'),
      );
      expect(elsewhere).toEqual([]);
      expect(complaints).toEqual([]);
    });
  });
});
