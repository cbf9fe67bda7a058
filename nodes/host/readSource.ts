import type { INode, NodeParameterValueType } from 'n8n-workflow';

import type { Source } from '../core/event';

/** What every n8n context that a trigger runs in offers for reading the panel. */
export interface PanelFunctions {
	getNode(): INode;
	getNodeParameter(name: string, fallback?: unknown): NodeParameterValueType | object;
}

/** The options that every trigger has, and whose events they are. */
export function readSource(
	functions: PanelFunctions,
	origin: Pick<Source, 'elementKey' | 'hubKey' | 'account'>,
): Source {
	const options = functions.getNodeParameter('options', {}) as {
		instanceName?: string;
		instanceTags?: string | string[];
		includeRaw?: boolean;
	};
	return {
		...origin,
		instanceName: options.instanceName || functions.getNode().name,
		instanceTags: readTags(options.instanceTags ?? ''),
		includeRaw: options.includeRaw ?? true,
	};
}

/** Tags as the panel has them, separated by commas, or as an expression may give them. */
export function readTags(tags: string | string[]): string[] {
	const list = Array.isArray(tags) ? tags.map(String) : tags.split(',');
	return list.map((tag) => tag.trim()).filter((tag) => tag !== '');
}
