import type { INode, NodeParameterValueType } from 'n8n-workflow';

import { readList } from '../core/list';
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
		instanceTags: readList(options.instanceTags),
		includeRaw: options.includeRaw ?? true,
	};
}
