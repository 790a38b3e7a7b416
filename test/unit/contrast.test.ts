import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json';
import { tokenColorIds } from '../../src/contributions';
import golden from '../golden/theme-colors.json';

type Color = readonly [red: number, green: number, blue: number, alpha: number];
type Kind = 'light' | 'dark' | 'highContrast' | 'highContrastLight';
type Theme = Readonly<Record<string, string>>;

/** What WCAG 2 asks of text, level AA. */
const least = 4.5;
const css = ['ui', 'windows', 'vectors']
  .map(folder => readFileSync(join(__dirname, `../../src/webview/${folder}/style.css`), 'utf8'))
  .join('\n');
const themes = Object.entries<Theme>(golden.themes);
const contributed = (kind: Kind): Record<string, string> =>
  Object.fromEntries(manifest.contributes.colors.map(({ id, defaults }) => [id.replaceAll('.', '-'), defaults[kind]]));

function colorOf(hex: string): Color {
  const part = (at: number): number => parseInt(hex.slice(at, at + 2) || 'ff', 16);
  return [part(1), part(3), part(5), part(7) / 255];
}

function over([r, g, b, a]: Color, below: Color): Color {
  const mix = (top: number, bottom: number): number => top * a + bottom * (1 - a);
  return [mix(r, below[0]), mix(g, below[1]), mix(b, below[2]), 1];
}

function luminance(color: Color): number {
  const [r, g, b] = color.slice(0, 3).map(part => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** WCAG 2's contrast of a text's colour on an opaque background. */
function contrast(text: Color, background: Color): number {
  const [a, b] = [luminance(over(text, background)), luminance(background)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** The value of a CSS colour in a theme; nothing for pairs of colours that are a theme's own. */
function valueOf(color: string, theme: Theme): Color | undefined {
  const mixed = /^color-mix\(in srgb, (.+) (\d+)%, (.+)\)$/.exec(color);
  if (mixed !== null) {
    const [one, other] = [valueOf(mixed[1]!, theme), valueOf(mixed[3]!, theme)];
    const share = Number(mixed[2]) / 100;
    if (one === undefined || other === undefined) return undefined;
    return over([one[0], one[1], one[2], share], other);
  }
  if (color === 'var(--quiet)') return valueOf(/--quiet: ([^;]+);/.exec(css)![1]!, theme);
  const name = /^var\(--vscode-([\w-]+)\)$/.exec(color)?.[1];
  const value = name === undefined ? undefined : { ...theme, ...contributed(theme['kind'] as Kind) }[name];
  return value === undefined ? undefined : colorOf(value);
}

function readable(what: string, text: Color, background: Color): void {
  const found = contrast(text, background);
  assert.ok(found >= least, `${what}: ${found.toFixed(2)} to 1`);
}

for (const [name, theme] of themes) {
  const kind = theme['kind'] as Kind;
  const page = colorOf(theme['editor-background']!);
  const tokens = tokenColorIds.map(id => over(colorOf(contributed(kind)[id.replaceAll('.', '-')]!), page));

  describe(`text in ${name}`, () => {
    it('has ids in the editor, and line breaks on their token, that can be read', () => {
      const id = colorOf(contributed(kind)['tokenscope-tokenId']!);
      for (const background of [page, ...tokens]) readable('token id', id, background);
    });

    it('has words in panels that can be read on each background', () => {
      const backgrounds = ['editorWidget-background', 'list-hoverBackground', 'list-inactiveSelectionBackground'];
      const colors = new Set([...css.matchAll(/(?:^|[;{\s])color: ([^;}]+)/gm)].map(match => match[1]!.trim()));
      for (const color of colors) {
        const text = valueOf(color, theme);
        if (text === undefined) continue;
        for (const background of [page, ...backgrounds.map(each => over(colorOf(theme[each]!), page))])
          readable(color, text, background);
      }
    });

    it('has tokens, their blanks and their bytes in panels that can be read', () => {
      const text = colorOf(theme['editor-foreground']!);
      for (const part of ['token', 'space', 'code', 'byte']) {
        const rules = css.split('\n').filter(line => line.includes(`.${part} {`));
        const opacity = Number(/opacity: ([\d.]+)/.exec(rules.join('\n'))?.[1] ?? 1);
        for (const background of tokens) readable(part, [text[0], text[1], text[2], opacity], background);
      }
    });
  });
}

describe('the style of panels', () => {
  it('takes strength only from what is stale, unused or cannot be pressed', () => {
    const faint = [...css.matchAll(/^([^{}\n]+){[^}]*opacity: (0?\.\d+)/gm)].map(match => match[1]!.trim());
    assert.deepEqual(
      faint.filter(rule => !/dimmed|unused|:disabled|\.space/.test(rule)),
      [],
    );
  });
});
