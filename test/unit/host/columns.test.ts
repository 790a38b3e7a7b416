import assert from 'node:assert/strict';
import { columnOfPanel, columnOfText } from '../../../src/host/columns';

describe('columns', () => {
  const text = { viewColumn: 1, hasPanels: false, hasText: true };
  const other = { viewColumn: 1, hasPanels: false, hasText: false };
  const panels = { viewColumn: 2, hasPanels: true, hasText: false };

  it('show a text where it is, or where no panel is', () => {
    assert.equal(columnOfText([other, { ...text, viewColumn: 3 }]), 3);
    assert.equal(columnOfText([panels, { ...other, viewColumn: 3 }]), 3);
  });

  it('show a text beside the panels where there are only panels', () => {
    assert.equal(columnOfText([{ ...panels, viewColumn: 1 }]), undefined);
  });

  it('have one for all panels, and a new one for the first', () => {
    assert.equal(columnOfPanel([text, panels], 1), 2);
    assert.equal(columnOfPanel([text], 1), undefined);
  });

  it('never put a panel over the text that is seen', () => {
    assert.equal(columnOfPanel([{ ...text, hasPanels: true }], 1), undefined);
    assert.equal(columnOfPanel([{ ...text, hasPanels: true }, panels], 1), 2);
  });
});
