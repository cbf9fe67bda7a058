import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';

import { isSettled } from '../core/subscription';
import type { Subscriptions } from '../core/vendor';
import { placeOf, readAddresses, type Addresses } from './addresses';
import type { Binding, Memory } from './binding';
import { beginCatchUp, endCatchUp } from './catchUp';
import { connectNow } from './credential';
import { info, warn } from './log';
import { problemError } from './problems';
import { planFor, reconcile, removeAll } from './reconcile';
import { mayBeMissing } from './restored';

/** Activations that n8n repeats by itself, of workflows that were active before. */
const AGAIN = ['init', 'leadershipChange'];

/**
 * n8n's hooks of a workflow that is activated and deactivated. They belong to the webhook entry
 * `default` and look after both entries' URLs. What the vendor holds is found again by URL, so
 * nothing is stored.
 */
export function lifecycle<Connection, Proven, Wanted, Existing>(
	binding: Binding<Connection, Proven, Wanted, Existing>,
	memory: Memory,
) {
	const { subscriptions, catchUp } = binding.vendor;
	const stand = async (
		functions: IHookFunctions,
		{ connection, addresses }: Prepared<Connection>,
	) => {
		if (catchUp !== undefined)
			await beginCatchUp(functions, catchUp, connection, memory, isRestart(functions));
		memory.addresses.set(placeOf(functions), addresses);
		return true;
	};
	return {
		async checkExists(this: IHookFunctions): Promise<boolean> {
			const place = placeOf(this);
			const prepared = await prepare(this, binding);
			const { connection, addresses } = prepared;
			if (subscriptions === undefined) return await stand(this, prepared);
			const plan = await memory.turns.take(place, async () =>
				planFor(subscriptions, connection, addresses),
			);
			if (plan.ok && !isSettled(plan.value)) return false;
			if (!plan.ok) {
				if (!isRestart(this)) throw problemError(this.getNode(), plan.problem);
				// A throw makes n8n call `delete` and take the URL down, while the subscription most
				// likely stands: a vendor that is away while n8n starts must not cost deliveries.
				warn(
					this,
					`${this.getNode().name} could not look at its subscriptions while n8n started and takes them as standing until the next check. ${plan.problem.message}`,
				);
			}
			return await stand(this, prepared);
		},

		/** n8n ignores what this returns: only a throw says that it went wrong. */
		async create(this: IHookFunctions): Promise<boolean> {
			const place = placeOf(this);
			const prepared = await prepare(this, binding);
			const { connection, addresses } = prepared;
			if (subscriptions === undefined) return await stand(this, prepared);
			const { done, problems } = await memory.turns.take(place, async () => {
				memory.addresses.set(place, addresses);
				return await reconcile(subscriptions, connection, addresses);
			});
			if (problems.length > 0) throw problemError(this.getNode(), problems[0]);
			const { name } = this.getNode();
			if (AGAIN.includes(this.getActivationMode()) && done.length > 0)
				warn(
					this,
					`${name} found subscriptions missing while n8n started: ${done.join('; ')}.${mayBeMissing(done, undefined, subscriptions.restoredNote)}`,
				);
			else info(this, `${name} subscribed: ${done.join('; ') || 'all was there'}`);
			return await stand(this, prepared);
		},

		/** Never throws: a vendor that is away must not keep a workflow from being deactivated. */
		async delete(this: IHookFunctions): Promise<boolean> {
			const place = placeOf(this);
			const left = await memory.turns.take(place, async () => {
				memory.addresses.delete(place);
				memory.credentials.forget(place);
				if (catchUp !== undefined) endCatchUp(this, memory);
				return subscriptions === undefined ? [] : await tearDown(this, binding, subscriptions);
			});
			if (left.length > 0)
				warn(
					this,
					`${this.getNode().name} could not remove all its subscriptions. The vendor goes on calling a URL that n8n no longer serves: remove them in the vendor's settings. ${left.join(' ')}`,
				);
			return true;
		},
	};
}

function isRestart(functions: IHookFunctions): boolean {
	return AGAIN.includes(functions.getActivationMode());
}

interface Prepared<Connection> {
	connection: Connection;
	addresses: Addresses;
}

/** What a hook needs to begin; what is missing is thrown as the sentence that n8n shows. */
async function prepare<Connection, Proven, Wanted, Existing>(
	functions: IHookFunctions,
	binding: Binding<Connection, Proven, Wanted, Existing>,
): Promise<Prepared<Connection>> {
	const connection = await connectNow(functions, binding);
	if (!connection.ok) throw problemError(functions.getNode(), connection.problem);
	const obstacle = binding.vendor.obstacle?.(connection.value);
	if (obstacle !== undefined) throw new NodeOperationError(functions.getNode(), obstacle);
	const addresses = readAddresses(functions);
	if (addresses === undefined)
		throw new NodeOperationError(
			functions.getNode(),
			'n8n has no webhook URL for this node. Delete the node and add it anew.',
		);
	return { connection: connection.value, addresses };
}

/**
 * Removes what can be removed, also where an activation failed halfway.
 *
 * @returns the sentences of what could not be
 */
async function tearDown<Connection, Proven, Wanted, Existing>(
	functions: IHookFunctions,
	binding: Binding<Connection, Proven, Wanted, Existing>,
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
): Promise<string[]> {
	try {
		const addresses = readAddresses(functions);
		const connection = await connectNow(functions, binding);
		if (!connection.ok) return [connection.problem.message];
		if (addresses === undefined) return [];
		const { problems } = await removeAll(subscriptions, connection.value, addresses);
		return problems.map(({ message }) => message);
	} catch (error) {
		return [error instanceof Error ? error.message : String(error)];
	}
}
