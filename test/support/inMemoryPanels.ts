import { Emitter } from '../../src/base/event';
import type { Message } from '../../src/base/foreignText';
import type { PanelFrame, PanelFrames } from '../../src/panels/panelShell';
import type { NamedDocument, PanelTexts } from '../../src/panels/panelSubject';
import { DisconnectedError } from '../../src/rpc/errors';
import type { Port } from '../../src/rpc/port';

/** A document of a file. */
export class FileDocument implements NamedDocument {
  readonly version = 1;
  isClosed = false;
  readonly uri;

  constructor(path: string) {
    this.uri = { scheme: 'file', path, toString: () => `file://${path}` };
  }
}

/** Files and the documents of those that are open, with VS Code's order of events. */
export class InMemoryFiles implements PanelTexts<FileDocument> {
  readonly #opened = new Emitter<FileDocument>();
  readonly #closed = new Emitter<FileDocument>();
  readonly #renamed = new Emitter<readonly { readonly from: string; readonly to: string }[]>();
  readonly onDidOpen = this.#opened.event;
  readonly onDidClose = this.#closed.event;
  readonly onDidRename = this.#renamed.event;
  readonly #open = new Map<string, FileDocument>();
  /** Documents that were shown in an editor. */
  readonly shown: FileDocument[] = [];
  #files: Set<string>;

  constructor(...paths: string[]) {
    this.#files = new Set(paths.map(path => `file://${path}`));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- an unknown file rejects
  async open(uri: string): Promise<FileDocument> {
    if (!this.#files.has(uri)) throw new Error(`there is no file ${uri}`);
    const open = this.#open.get(uri);
    if (open !== undefined) return open;
    const document = new FileDocument(uri.slice('file://'.length));
    this.#open.set(uri, document);
    this.#opened.fire(document);
    return document;
  }

  show(document: FileDocument): Promise<void> {
    this.shown.push(document);
    return Promise.resolve();
  }

  close(document: FileDocument): void {
    document.isClosed = true;
    this.#open.delete(document.uri.toString());
    this.#closed.fire(document);
  }

  setLanguage(document: FileDocument): void {
    this.#closed.fire(document);
    this.#opened.fire(document);
  }

  /**
   * Renames a file or a folder.
   *
   * @param isClosedFirst whether the old documents close before it is said, as those that an editor shows do
   */
  rename(from: string, to: string, isClosedFirst: boolean): void {
    const renamed = (uri: string): string =>
      uri === from || uri.startsWith(`${from}/`) ? to + uri.slice(from.length) : uri;
    this.#files = new Set([...this.#files].map(renamed));
    const old = [...this.#open.values()].filter(({ uri }) => renamed(uri.toString()) !== uri.toString());
    const close = (): void => old.forEach(document => this.close(document));
    if (isClosedFirst) close();
    this.#renamed.fire([{ from, to }]);
    if (!isClosedFirst) close();
  }
}

/** A panel of the workbench. Its page is whatever `connect` makes of the page's end of the channel. */
export class InMemoryFrame implements PanelFrame {
  readonly #disposed = new Emitter<void>();
  readonly #toHost = new Emitter<unknown>();
  readonly #closed = new Emitter<Error>();
  #toPage = new Emitter<unknown>();
  readonly onDidDispose = this.#disposed.event;
  title = '';
  page: { readonly script: string; readonly uri: string } | undefined;
  sentence: string | undefined;
  isInSight = true;
  isDisposed = false;

  constructor(
    readonly viewType: string,
    private readonly connect: (page: Port, frame: InMemoryFrame) => void,
  ) {}

  readonly port: Port = {
    post: message => queueMicrotask(() => this.#toPage.fire(structuredClone(message))),
    onMessage: listener => this.#toHost.event(listener),
    onClose: listener => this.#closed.event(listener),
  };

  setTitle(title: Message): void {
    this.title = title.toString();
  }

  load(script: string, uri: string): void {
    this.page = { script, uri };
    // Another page hears nothing of what was sent to the one before.
    const toPage = (this.#toPage = new Emitter<unknown>());
    this.connect(
      {
        post: message =>
          queueMicrotask(() => {
            if (!this.isDisposed) this.#toHost.fire(structuredClone(message));
          }),
        onMessage: listener => toPage.event(listener),
        onClose: () => ({ dispose: () => undefined }),
      },
      this,
    );
  }

  say(sentence: string): void {
    this.sentence = sentence;
  }

  reveal(): void {
    this.isInSight = true;
  }

  /** Another tab lies in front; the page stays as it is. */
  hide(): void {
    this.isInSight = false;
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.#disposed.fire();
    this.#closed.fire(new DisconnectedError('The panel was closed'));
  }
}

/** A workbench with panels. */
export class InMemoryFrames implements PanelFrames {
  readonly all: InMemoryFrame[] = [];
  #restore: ((frame: PanelFrame, kept: unknown) => Promise<void>) | undefined;

  constructor(private readonly connect: (page: Port, frame: InMemoryFrame) => void) {}

  create(viewType: string, title: Message): InMemoryFrame {
    const frame = this.#make(viewType);
    frame.setTitle(title);
    return frame;
  }

  onRestore(_viewType: string, restore: (frame: PanelFrame, kept: unknown) => Promise<void>): { dispose(): void } {
    this.#restore = restore;
    return { dispose: () => (this.#restore = undefined) };
  }

  /** Shows a panel of an earlier session again. */
  async restore(viewType: string, kept: unknown): Promise<InMemoryFrame> {
    const frame = this.#make(viewType);
    await this.#restore!(frame, kept);
    return frame;
  }

  #make(viewType: string): InMemoryFrame {
    const frame = new InMemoryFrame(viewType, this.connect);
    this.all.push(frame);
    return frame;
  }
}
