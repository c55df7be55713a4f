import { describe, expect, it } from '@jest/globals';
import { withWorkspace } from './workspace-package.js';

const facts = { folder: 'subgraphs/products', version: '1.2.3', projectName: 'My Shop!' };
const result = (text?: string, folder = facts.folder): unknown => {
  const changed = withWorkspace(text, { ...facts, folder });
  return changed === undefined ? undefined : JSON.parse(changed);
};

describe('the package.json beside kontor.yaml', () => {
  it('is made where there is none: private, with the command', () => {
    expect(result()).toEqual({
      name: 'my-shop',
      private: true,
      type: 'module',
      workspaces: ['subgraphs/*'],
      devDependencies: { kontor: '1.2.3' },
    });
  });

  it('keeps what is there and how it is indented', () => {
    expect(withWorkspace('{\n    "name": "x"\n}\n', facts)).toBe(
      '{\n    "name": "x",\n    "workspaces": [\n        "subgraphs/*"\n    ]\n}\n',
    );
    expect(result('{"workspaces":["a"]}')).toEqual({ workspaces: ['a', 'subgraphs/*'] });
    expect(result('{"workspaces":{"packages":["a"],"nohoist":[]}}')).toEqual({
      workspaces: { packages: ['a', 'subgraphs/*'], nohoist: [] },
    });
  });

  it.each(['{"workspaces":["subgraphs/*"]}', '{"workspaces":["./subgraphs/products"]}'])(
    'stays as it is when the folder is a workspace already: %s',
    (text) => {
      expect(result(text)).toBeUndefined();
    },
  );

  it('names a folder at the top alone', () => {
    expect(result('{}', 'products')).toEqual({ workspaces: ['products'] });
  });

  it.each(['{', '[]', '3', 'null'])('is not touched when it is %s', (text) => {
    expect(() => withWorkspace(text, facts)).toThrow(
      expect.objectContaining({ code: 'INIT_WOULD_OVERWRITE' }),
    );
  });
});
