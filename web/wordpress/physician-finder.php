<?php
/**
 * Plugin Name:       Physician Finder
 * Description:       Puts the finder of spine surgeons into a page, as a block or as the shortcode [physician_finder].
 * Version:           1.0.0
 * Requires at least: 6.5
 * Requires PHP:      7.4
 * License:           Apache-2.0
 * License URI:       https://www.apache.org/licenses/LICENSE-2.0
 * Text Domain:       physician-finder
 *
 * @package physician-finder
 */

defined( 'ABSPATH' ) || exit;

require __DIR__ . '/includes/words.php';
require __DIR__ . '/includes/settings.php';
require __DIR__ . '/includes/embed.php';

/**
 * Registers the shortcode and the block.
 */
function physician_finder_init() {
	add_shortcode( 'physician_finder', 'physician_finder_shortcode' );
	wp_register_script(
		'physician-finder-block',
		plugins_url( 'block/edit.js', __FILE__ ),
		array( 'wp-blocks', 'wp-element', 'wp-block-editor', 'wp-components', 'wp-server-side-render' ),
		'1.0.0',
		true
	);
	wp_localize_script( 'physician-finder-block', 'physicianFinderWords', physician_finder_words( physician_finder_lang( '' ) ) );
	register_block_type( __DIR__ . '/block', array( 'render_callback' => 'physician_finder_block' ) );
}

add_action( 'init', 'physician_finder_init' );
add_action( 'admin_init', 'physician_finder_register_settings' );
add_action( 'admin_menu', 'physician_finder_menu' );
add_filter( 'plugin_action_links_' . plugin_basename( __FILE__ ), 'physician_finder_action_links' );
