import { ok, type Result } from '../core/result';
import { readOwner, type Connection } from './api';
import { checkOwner } from './credential';
import { isKnown, nearestTopics } from './topics/topics';
import { versionWarning } from './versions';

/**
 * Asks Shopify which shop the token belongs to, and which version the payloads have. A node whose webhooks are made by
 * hand sends no request.
 *
 * @param now epoch milliseconds
 * @returns warnings for the log, or the problem that prevents the activation
 */
export async function inspect(connection: Connection, now: number): Promise<Result<string[]>> {
	const { topics, apiVersion, isByHand, shop } = connection;
	const unknown = topics
		.filter((topic) => !isKnown(topic))
		.map(
			({ topic }) =>
				`The node does not know the topic ${topic}: its events have the type UNKNOWN. If the name is wrong, choose another one in Topics, such as ${nearestTopics(topic)}.`,
		);
	if (isByHand) return ok(unknown);
	const owner = await readOwner(connection, true);
	if (!owner.ok) return owner;
	const checked = checkOwner(owner.value, shop);
	if (!checked.ok) return checked;
	const { webhookApiVersion = '' } = owner.value;
	return ok([
		...unknown,
		...versionWarning(
			'The API Version of the node',
			apiVersion,
			now,
			'Choose a later one in Options, or update the package.',
		),
		...versionWarning(
			"The version of the app's webhooks",
			webhookApiVersion,
			now,
			"Choose a later one in the app's Versions in the Dev Dashboard, and release it.",
		),
	]);
}
