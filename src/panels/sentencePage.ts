/** A page of one sentence, for a panel whose document is no longer there. */
export function sentenceHtml(sentence: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
</head>
<body><p>${escapeText(sentence)}</p></body>
</html>`;
}

/** Text as HTML text or as the value of an attribute. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
