import { systemClock, type Clock } from './clock';
import { EcwidSandbox, type EcwidOptions } from './ecwid/server';
import { WooCommerceSandbox, type WooCommerceOptions } from './woocommerce/server';

export interface SandboxOptions {
	/** Everything follows from it: objects, ids, keys, faults by chance. */
	seed?: number;
	/** The world's time; the machine's own if not given. */
	clock?: Clock;
	wooCommerce?: WooCommerceOptions;
	ecwid?: EcwidOptions;
}

/** Vendors in one process, each on its own port. */
export interface Sandbox {
	seed: number;
	wooCommerce: WooCommerceSandbox;
	ecwid: EcwidSandbox;
	/** Closes all ports. */
	close(): Promise<void>;
}

/** Starts the vendor simulators. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { seed = 1, clock = systemClock } = options;
	const wooCommerce = await WooCommerceSandbox.start(seed, clock, options.wooCommerce);
	const ecwid = await EcwidSandbox.start(seed, clock, options.ecwid);
	const close = async () => {
		await Promise.all([wooCommerce.close(), ecwid.close()]);
	};
	return { seed, wooCommerce, ecwid, close };
}
