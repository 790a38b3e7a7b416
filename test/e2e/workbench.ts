import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';

export const themes = { light: 'Light Modern', dark: 'Dark Modern', contrast: 'Dark High Contrast' } as const;
export type Theme = keyof typeof themes;

/** A person at a VS Code workbench. */
export class Workbench {
  constructor(
    readonly page: Page,
    private readonly screenshots: string,
  ) {}

  /** The status bar item; its text says the count. */
  get count(): Locator {
    return this.page
      .locator('[id="tokenscope.tokenscope.tokenscope.count"], [id="tokenscope.tokenscope.count"]')
      .first();
  }

  get editorLines(): Locator {
    return this.page.locator('.editor-instance .monaco-editor .view-lines').first();
  }

  /** The different values of a style property among the pieces of text and backgrounds in the first editor. */
  async computed(property: string, pseudo = ''): Promise<Set<string>> {
    const places = '.monaco-editor .view-lines span, .monaco-editor .view-overlays .cdr';
    // As text: this file is type-checked without the DOM.
    const script = `[...document.querySelectorAll(${JSON.stringify(places)})].map(e => getComputedStyle(e, ${JSON.stringify(pseudo)})[${JSON.stringify(property)}])`;
    return new Set(await this.page.evaluate<string[]>(script));
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 });
  }

  /** Reloads the window as a person does: VS Code keeps its state first. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.run('Developer: Reload Window');
    await loaded;
    await this.page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 });
  }

  /** Runs a command as a person finds it: by its title in the palette. */
  async run(title: string): Promise<void> {
    // What takes the focus closes the palette, and would get the key: then it is opened again.
    for (let attempt = 0; attempt < 10; attempt++) {
      await this.#fillList('F1', `>${title}`);
      const rows = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title });
      const isShown = await isDone(rows.first().waitFor({ timeout: 10_000 }));
      // A longer title may stand before this one ("Close All Editors in Group"), and some titles are shown otherwise than they are found.
      const named = rows.filter({ has: this.page.locator('.label-name').getByText(title, { exact: true }) }).first();
      const isFirst = (await named.count()) === 0 || (await named.getAttribute('data-index')) === '0';
      if (!isShown || !(await this.#listHasFocus())) continue;
      await (isFirst ? this.page.keyboard.press('Enter') : named.click());
      return;
    }
    throw new Error(`The palette does not offer "${title}"`);
  }

  #listHasFocus(): Promise<boolean> {
    return this.page.evaluate<boolean>("document.activeElement?.closest('.quick-input-widget') != null");
  }

  /** Opens a list by its key and writes into it. A list that is still closing takes the key along with it: then the key is pressed again. */
  async #fillList(key: string, text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    do await this.page.keyboard.press(key);
    while (!(await isDone(input.fill(text, { timeout: 3000 }))));
  }

  async openFile(name: string): Promise<void> {
    await this.#fillList('Control+p', name);
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first().waitFor();
    await this.page.keyboard.press('Enter');
    // Of a file that is open already the tab is there at once: a key may come while the list is still closing.
    await this.page.locator('.quick-input-widget').first().waitFor({ state: 'hidden' });
    await this.page.locator('.tab.active').filter({ hasText: name }).waitFor();
    await this.editorLines.waitFor();
  }

  /** Moves the pointer to the middle of the last place of a text in the first editor. Tokens are no elements: their colours lie behind the text. */
  async hoverLast(text: string): Promise<void> {
    const script = `(() => {
      const lines = document.querySelector('.monaco-editor .view-lines');
      const nodes = document.createTreeWalker(lines, NodeFilter.SHOW_TEXT);
      let place = null;
      for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode()) {
        const at = node.data.replaceAll('\\u00a0', ' ').lastIndexOf(${JSON.stringify(text)});
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + ${text.length});
        const { x, y, width, height } = range.getBoundingClientRect();
        place = { x: x + width / 2, y: y + height / 2 };
      }
      return place;
    })()`;
    const place = await this.page.evaluate<{ x: number; y: number } | null>(script);
    if (place === null) throw new Error(`The editor does not show "${text}"`);
    await this.page.mouse.move(place.x, place.y);
  }

  async focusEditor(): Promise<void> {
    await this.run('View: Focus First Editor Group');
    // A palette that is still closing takes the first key.
    await this.page.locator('.quick-input-widget').first().waitFor({ state: 'hidden' });
    await this.page.locator('.monaco-editor.focused').first().waitFor();
  }

  async useTheme(theme: Theme): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await this.page.keyboard.press('Control+t');
    await this.choose(themes[theme]);
    const mark = { light: '.vs', dark: '.vs-dark', contrast: '.hc-black' }[theme];
    await this.page.locator(`.monaco-workbench${mark}`).waitFor();
  }

  /** Types into the list that is open and takes the first row that shows `text`. */
  async choose(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(text);
    const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
    await row.waitFor();
    await row.click();
  }

  /** The content of the webview whose page holds `selector`. */
  async panel(title: string): Promise<FrameLocator> {
    await this.page.locator('.tab').filter({ hasText: title }).first().waitFor();
    for (let attempt = 0; attempt < 80; attempt++) {
      const frames = await this.page.locator('iframe.webview').count();
      for (let i = 0; i < frames; i++) {
        const frame = this.page
          .locator('iframe.webview')
          .nth(i)
          .contentFrame()
          .locator('iframe')
          .first()
          .contentFrame();
        const heading = await frame
          .locator('html')
          .getAttribute('lang', { timeout: 1000 })
          .catch(() => null);
        const name =
          heading === null
            ? ''
            : await frame
                .locator('title')
                .textContent({ timeout: 1000 })
                .catch(() => '');
        if (name?.startsWith(title) === true) return frame;
      }
      await this.page.waitForTimeout(250);
    }
    throw new Error(`No panel "${title}" appeared`);
  }

  async screenshot(name: string): Promise<void> {
    await mkdir(this.screenshots, { recursive: true });
    await this.page.screenshot({ path: join(this.screenshots, `${name}.png`) });
  }
}

/** Whether it came to its end, in place of failing. */
function isDone(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
