import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json';
import {
  colorIds,
  commandIds,
  doneContext,
  settingDefaults,
  viewContainer,
  viewIds,
  viewTypes,
  walkthrough,
  walkthroughSteps,
  type SettingId,
} from '../../src/contributions';
import { toolNames } from '../../src/host/toolAnswers';
import { checkedSetting } from '../../src/host/settingChecks';
import { offers } from '../../src/tokenizer/offers';

const { contributes } = manifest;

describe('package.json', () => {
  it('has the commands of the code, both ways, all under Tokenscope', () => {
    assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), [...commandIds].sort());
    for (const { category } of contributes.commands) assert.equal(category, 'Tokenscope');
  });

  it('has the settings of the code, both ways, with the same defaults', () => {
    const declared = Object.entries(contributes.configuration.properties).map(
      ([id, { default: value }]) => [id.replace('tokenscope.', ''), value] as const,
    );
    assert.deepEqual(Object.fromEntries(declared), settingDefaults);
  });

  it('has defaults of the type that each setting says', () => {
    for (const [id, { type, default: value }] of Object.entries(contributes.configuration.properties))
      assert.equal(type, Number.isInteger(value) ? 'integer' : typeof value, id);
  });

  it('has no setting that is the parent of another, which VS Code would drop', () => {
    const names = Object.keys(contributes.configuration.properties);
    for (const name of names)
      assert.deepEqual(
        names.filter(other => other.startsWith(`${name}.`)),
        [],
        name,
      );
  });

  it('has the bounds and choices that the code checks when a setting is read', () => {
    for (const [name, schema] of Object.entries(contributes.configuration.properties)) {
      const id = name.replace('tokenscope.', '') as SettingId;
      const accepts = (value: unknown): boolean => {
        const reasons: string[] = [];
        checkedSetting(id, value, settingDefaults[id], reason => reasons.push(reason));
        for (const reason of reasons) assert.ok(reason.startsWith(`${name}: expected`), reason);
        return reasons.length === 0;
      };
      assert.ok(accepts(schema.default), name);
      for (const wrong of [null, [], Number.NaN, 1.5]) assert.equal(accepts(wrong), false, `${name}: ${String(wrong)}`);
      if ('minimum' in schema) assert.deepEqual([accepts(schema.minimum), accepts(schema.minimum - 1)], [true, false]);
      if ('maximum' in schema) assert.deepEqual([accepts(schema.maximum), accepts(schema.maximum + 1)], [true, false]);
      if ('enum' in schema) {
        for (const value of schema.enum) assert.ok(accepts(value), value);
        assert.equal(accepts('[x](command:y)'), false);
      }
    }
  });

  it('starts when VS Code is ready, or a panel of an earlier session is shown again, not before', () => {
    const panels = Object.values(viewTypes).map(viewType => `onWebviewPanel:${viewType}`);
    assert.deepEqual([...manifest.activationEvents].sort(), [...panels, 'onStartupFinished'].sort());
  });

  it('has the colours of the code, for each kind of theme', () => {
    assert.deepEqual(contributes.colors.map(({ id }) => id).sort(), [...colorIds].sort());
    for (const { defaults } of contributes.colors)
      assert.deepEqual(Object.keys(defaults).sort(), ['dark', 'highContrast', 'highContrastLight', 'light']);
  });

  it('has one container of views, the views of the code, and a welcome for each that may be empty', () => {
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [viewContainer],
    );
    assert.deepEqual(Object.keys(contributes.views), [viewContainer]);
    assert.deepEqual(contributes.views[viewContainer].map(({ id }) => id).sort(), [...viewIds].sort());
    assert.deepEqual([...new Set(contributes.viewsWelcome.map(({ view }) => view))].sort(), [...viewIds].sort());
    for (const { contents } of contributes.viewsWelcome)
      for (const [, command] of contents.matchAll(/command:(tokenscope\.\w+)/g))
        assert.ok((commandIds as readonly string[]).includes(command!), command);
  });

  it('has the tools of language models of the code, both ways, each with what it takes', () => {
    assert.deepEqual(contributes.languageModelTools.map(({ name }) => name).sort(), [...toolNames].sort());
    for (const { modelDescription, inputSchema } of contributes.languageModelTools) {
      assert.match(modelDescription, /Answers JSON/);
      for (const required of inputSchema.required) assert.ok(required in inputSchema.properties, required);
    }
  });

  it('has menus of commands that there are', () => {
    for (const [menu, entries] of Object.entries(contributes.menus))
      for (const { command } of entries)
        assert.ok((commandIds as readonly string[]).includes(command), `${menu}: ${command}`);
  });

  it('has the steps of the walkthrough, each with its page, and links to commands that there are', () => {
    const [found] = contributes.walkthroughs;
    assert.equal(walkthrough, `${manifest.publisher}.${manifest.name}#${found!.id}`);
    assert.deepEqual(
      found!.steps.map(({ id }) => id),
      walkthroughSteps,
    );
    for (const { id, media, description, completionEvents } of found!.steps) {
      assert.equal(media.markdown, `media/walkthrough/${id}.md`);
      assert.match(readFileSync(join(__dirname, '../..', media.markdown), 'utf8'), /^# /);
      const linked = [...description.matchAll(/command:(tokenscope\.\w+)/g)].map(match => match[1]!);
      for (const command of linked) assert.ok((commandIds as readonly string[]).includes(command), command);
      // A command that fails ticks no step: it is done when it has done something.
      for (const event of completionEvents)
        assert.ok(commandIds.map(command => `onContext:${doneContext(command)}`).includes(event), event);
    }
  });

  it('lets a workspace that is not trusted decide neither on files nor on what a graph costs', () => {
    const { restrictedConfigurations: restricted } = manifest.capabilities.untrustedWorkspaces;
    for (const name of ['graph', 'overrides', 'vocabularySize', 'hiddenSize', 'contextLength', 'layersBefore'])
      assert.ok(restricted.includes(`tokenscope.embedding.${name}`), name);
  });

  it('lets a workspace name no file', () => {
    assert.equal(contributes.configuration.properties['tokenscope.embedding.graph'].scope, 'machine');
  });

  it('offers the tokenizers that there are, and allows others', () => {
    const setting = contributes.configuration.properties['tokenscope.tokenizer'];
    assert.deepEqual(
      setting.examples,
      offers.map(({ name }) => name),
    );
    assert.equal('enum' in setting, false);
  });

  it('runs in VS Code 1.100', () => {
    assert.equal(manifest.engines.vscode, '^1.100.0');
  });
});
