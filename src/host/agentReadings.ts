import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { agentOverrides, type AgentOverrides, type AgentReading, type OfferedAgent } from '../protocol/agents';
import type { TokenizerClient } from '../worker/client';
import type { AgentSection } from './agentDocument';
import { readSetting, tokenizerOf } from './settings';

/** What an agent reads that works in a folder: the last that somebody asked for, read again when a file of it is saved. */
export class AgentReadings implements Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly onDidChange = this.#changed.event;
  readonly #shown = new Map<string, readonly AgentSection[]>();
  #reading: AgentReading | undefined;
  #asked: { readonly agent: string; readonly folder: vscode.Uri } | undefined;

  constructor(private readonly client: TokenizerClient) {
    this.#store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => void this.#shown.delete(uri.toString())));
    this.#store.add(
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        const asked = this.#asked;
        // A file that an agent would load now may be new: each that is saved in the project may be one.
        if (asked === undefined || this.#reading === undefined || !uri.path.startsWith(this.#reading.root)) return;
        this.read(asked.agent, asked.folder).catch(() => undefined);
      }),
    );
  }

  /** From now on a document shows these parts. */
  keepShown(uri: vscode.Uri, sections: readonly AgentSection[]): void {
    this.#shown.set(uri.toString(), sections);
  }

  /** The parts that a document shows; nothing for one that shows something else. */
  sectionsOf({ uri }: vscode.TextDocument): readonly AgentSection[] | undefined {
    return this.#shown.get(uri.toString());
  }

  /** Nothing before somebody has asked. */
  get reading(): AgentReading | undefined {
    return this.#reading;
  }

  agents(): Promise<OfferedAgent[]> {
    return this.client.call('agents', { overrides: overridesOf() });
  }

  /** @throws Error for a folder that is not on this machine */
  async read(agent: string, folder: vscode.Uri): Promise<AgentReading> {
    if (folder.scheme !== 'file')
      throw new Error(`Choose a folder on this machine; ${folder.toString()} is elsewhere.`);
    const workspace = vscode.workspace.getWorkspaceFolder(folder)?.uri ?? folder;
    const asked = { agent, folder };
    this.#asked = asked;
    const reading = await this.client.call('agentReading', {
      agent,
      overrides: overridesOf(),
      folder: folder.fsPath,
      workspace: workspace.fsPath,
      tokenizer: tokenizerOf(folder),
    });
    if (this.#asked === asked) {
      this.#reading = reading;
      this.#changed.fire();
    }
    return reading;
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** A copy: VS Code's own objects cannot be sent. */
export const overridesOf = (): AgentOverrides =>
  agentOverrides(JSON.parse(JSON.stringify(readSetting('agents'))), 'tokenscope.agents');
