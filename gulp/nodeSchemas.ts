import { dirname } from 'node:path';

import type { INodeTypeDescription } from 'n8n-workflow';

import { deliveredMessage, undeliveredMessage } from '../nodes/core/envelope/deliverySchemas';
import { normalizedEvent } from '../nodes/core/event';
import { incidentItem } from '../nodes/Health/incidentItem';
import { checkItem } from '../nodes/SignedEvent/check/checkItem';
import {
	convertedInstance,
	rejectedRequest,
	verifiedRequest,
} from '../nodes/SignedEvent/operationSchemas';
import { replayPreview } from '../nodes/SignedEvent/replay/replayItem';
import { reportItem } from '../nodes/SignedEvent/report/reportItem';
import { forEditor, jsonSchema } from './jsonSchema';

/** What the items of a node without operations are, if they are not events. */
const ITEMS: Readonly<Record<string, object>> = { signedEventsHealthTrigger: incidentItem };

/** What the items of an operation can be. */
const OPERATIONS: Readonly<Record<string, readonly object[]>> = {
	emit: [deliveredMessage, undeliveredMessage],
	verify: [verifiedRequest, rejectedRequest],
	convertInstance: [convertedInstance],
	check: [checkItem],
	replay: [normalizedEvent, replayPreview],
	report: [reportItem],
};

/**
 * Returns the schemas that n8n's editor shows before a node has run, by their path. n8n looks beside the node's file for
 * `__schema__/v<version>.json`, or `__schema__/v<version>/<operation>.json`
 * (n8n-core 2.41.1, nodes-loader/output-schema-resolver.js). The path does not name the node, so all nodes of a folder
 * share the schema of a version.
 *
 * @param file the compiled file of the node
 * @throws if the node has an operation without a schema
 */
export function nodeSchemas(
	file: string,
	{ name: node, version, properties }: INodeTypeDescription,
): Array<[path: string, schema: object]> {
	const operation = properties.find(({ name }) => name === 'operation');
	const names = (operation?.options ?? []).flatMap((one) =>
		'value' in one ? [String(one.value)] : [],
	);
	return [version].flat().flatMap((one) => {
		const base = `${dirname(file)}/__schema__/v${padded(one)}`;
		const item = ITEMS[node] ?? normalizedEvent;
		if (operation === undefined) return [[`${base}.json`, schemaOf([item])] as const];
		return names.map((name): [string, object] => {
			if (!(name in OPERATIONS)) throw new Error(`The operation ${name} has no output schema.`);
			return [`${base}/${name}.json`, schemaOf(OPERATIONS[name])];
		});
	}) as Array<[string, object]>;
}

function schemaOf(schemas: readonly object[]): object {
	return forEditor(schemas.map(jsonSchema));
}

/** Returns a version with three parts, as n8n's editor asks for it. */
function padded(version: number): string {
	return String(version).split('.').concat('0', '0').slice(0, 3).join('.');
}
