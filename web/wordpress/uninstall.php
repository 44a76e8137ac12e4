<?php
/**
 * Leaves nothing behind: the plugin keeps one option, on each site of a network.
 *
 * @package physician-finder
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

if ( is_multisite() ) {
	$physician_finder_sites = get_sites(
		array(
			'fields' => 'ids',
			'number' => 0,
		)
	);
	foreach ( $physician_finder_sites as $physician_finder_site ) {
		switch_to_blog( $physician_finder_site );
		delete_option( 'physician_finder' );
		restore_current_blog();
	}
} else {
	delete_option( 'physician_finder' );
}
