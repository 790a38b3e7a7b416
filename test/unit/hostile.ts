/** Texts from outside that would be a link, an icon, markup, a formula or another order of characters if something let them. */
export const hostile = {
  command: '[open](command:workbench.action.terminal.new)',
  link: '[open](https://example.com "title")',
  file: '[open](file:///etc/passwd)',
  bare: 'https://example.com www.example.com a@example.com',
  icon: '$(zap) \\$(zap) $(loading~spin)',
  markdown: '**bold** `code` | cell |\n# head\n- item\n![image](https://example.com/x.png)',
  html: '<a href="https://example.com">x</a><img src=x onerror=alert(1)>&lt;b&gt;',
  direction: 'a\u202egnp.exe\u2066x\u200bx\ufeff\u3164',
  hebrew: 'שלום (1)',
  control: 'a\u0000b\u001b[31mc\u0085d\u2028e',
  halves: '\ud800x\udfff',
} as const;

/** All of them in one. */
export const everything = Object.values(hostile).join(' ');
