import type { DisposableStore } from '../base/disposable';
import type { Message } from '../base/foreignText';
import { RpcClient } from '../rpc/client';
import type { Handlers, Methods, ParamsOf } from '../rpc/method';
import type { Port } from '../rpc/port';
import { serve } from '../rpc/server';
import type { PanelSubject } from './panelSubject';

/** The requests that every view answers: `update` takes the whole state, always. */
export type ViewMethods = Methods & { readonly update: Methods[string] };
/** The requests that every host answers: `ready` comes once the page is there, and again whenever it was loaded again. */
export type HostMethods = Methods & { readonly ready: Methods[string] };

/** The view of a panel, as its content sees it. */
export interface PanelView<V extends ViewMethods> {
  /** Tells the view something that is no part of its state. The view may not be there yet, or no longer: nobody waits for it. */
  tell<K extends keyof V & string>(name: K, params: ParamsOf<V[K]>): void;
  /** Sends the state, if the view is there; it asks for the first one itself. */
  update(): void;
  /** What is added ends with the panel. */
  readonly store: DisposableStore;
}

/** What a panel of some kind holds: its state, and the answers to its view. */
export interface PanelContent<H extends HostMethods, V extends ViewMethods> {
  /** The whole state, as the view shows it. */
  snapshot(): ParamsOf<V['update']>;
  readonly handlers: Omit<Handlers<H>, 'ready'>;
  /** The view has its first state, and can be told more. */
  ready?(): void;
  /** The subject has another `uri` than this one from now on: moves what is kept for it. */
  renamed?(before: string): void;
}

/** Everything that one kind of panel is, beside its protocol and its view. */
export interface PanelDefinition<
  S extends PanelSubject,
  H extends HostMethods,
  V extends ViewMethods,
  C extends PanelContent<H, V>,
> {
  /** What VS Code finds the panel by after a reload of the window. */
  readonly viewType: string;
  /** The name of its script in dist/webview. */
  readonly script: string;
  title(subject: S): Message;
  readonly hostMethods: H;
  readonly viewMethods: V;
  /** What a restored panel is about. @throws Error with a sentence if it is no longer there */
  subjectOf(uri: string): Promise<S>;
  content(subject: S, view: PanelView<V>): C;
}

/** What the shell gives a panel that is opened. */
interface PanelParts {
  readonly port: Port;
  readonly store: DisposableStore;
  readonly failed: (error: unknown) => void;
}

/** A panel that is open. */
export interface OpenPanel<C> {
  readonly content: C;
  renamed(before: string): void;
}

/** A kind of panel, as the shell sees it: its requests are its own affair. */
export interface PanelKind<S extends PanelSubject, C> {
  readonly viewType: string;
  readonly script: string;
  title(subject: S): Message;
  subjectOf(uri: string): Promise<S>;
  open(subject: S, parts: PanelParts): OpenPanel<C>;
}

/**
 * Makes a kind of panel from its definition: connects the view's requests with the content's answers, and the content's state with the
 * view.
 *
 * @example
 * definePanel({
 *   viewType: 'tokenscope.ids',
 *   script: 'ids',
 *   title: subject => say`Ids: ${subject.title}`,
 *   hostMethods: idsHostMethods,
 *   viewMethods: idsViewMethods,
 *   subjectOf: async uri => new PanelDocument(await texts.open(uri), texts, reportFailure),
 *   content: (subject, view) => new IdsPanel(subject, view),
 * });
 */
export function definePanel<
  S extends PanelSubject,
  H extends HostMethods,
  V extends ViewMethods,
  C extends PanelContent<H, V>,
>(definition: PanelDefinition<S, H, V, C>): PanelKind<S, C> {
  const { hostMethods, viewMethods } = definition;
  return {
    viewType: definition.viewType,
    script: definition.script,
    title: subject => definition.title(subject),
    subjectOf: uri => definition.subjectOf(uri),
    open: (subject, { port, store, failed }) => {
      const client = store.add(new RpcClient(port, viewMethods));
      let isReady = false;
      const update = (): void => {
        if (!isReady || store.isDisposed) return;
        client.call('update', content.snapshot()).catch((error: unknown) => {
          if (!store.isDisposed) failed(error);
        });
      };
      const tell: PanelView<V>['tell'] = (name, params) => {
        if (isReady) client.call(name, params).catch(() => undefined);
      };
      const content = definition.content(subject, { tell, update, store });
      const ready = (): void => {
        isReady = true;
        update();
        content.ready?.();
      };
      store.add(serve(port, hostMethods, { ...content.handlers, ready } as unknown as Handlers<H>));
      const renamed = (before: string): void => {
        // The page will be loaded again, and says so.
        isReady = false;
        content.renamed?.(before);
      };
      return { content, renamed };
    },
  };
}
