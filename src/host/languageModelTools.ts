import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable';
import type { Disposable } from '../base/disposable';
import { toolAnswer, toolNames, type ToolName, type ToolPorts } from './toolAnswers';

/** The share of a cut answer's characters that is taken in each step of fitting it into a budget. */
const step = 0.8;

/** The tools that language models may use, where VS Code has any; what each takes stands in package.json. */
export function registerLanguageModelTools(ports: ToolPorts): Disposable {
  const store = new DisposableStore();
  for (const name of toolNames) store.add(vscode.lm.registerTool(name, toolOf(name, ports)));
  return store;
}

function toolOf(name: ToolName, ports: ToolPorts): vscode.LanguageModelTool<unknown> {
  return {
    async invoke({ input, tokenizationOptions }, token) {
      const answer = await toolAnswer(name, input, ports, token);
      const text = await fitting(answer, tokenizationOptions, token);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  };
}

/** An answer within the room that the model has for it; what is cut says so. */
async function fitting(
  answer: string,
  options: vscode.LanguageModelToolTokenizationOptions | undefined,
  token: vscode.CancellationToken,
): Promise<string> {
  if (options === undefined) return answer;
  let text = answer;
  for (let length = answer.length; length > 0; length = Math.floor(length * step)) {
    if (length < answer.length)
      text = `${answer.slice(0, length)}\n[cut: ${answer.length - length} characters more; ask for less]`;
    if ((await options.countTokens(text, token)) <= options.tokenBudget) return text;
  }
  return '[no room for an answer: ask for less]';
}
