/* The codes that a country's telephone numbers begin with, from abroad. */
#include <string.h>

#include "customer/customer.h"
#include "schema/codes.h"

/*
 * The country codes of ITU-T E.164, of ISO's countries and of Kosovo: no code
 * is the beginning of another. A country that shares a code has the whole of
 * the rest as its numbers. Places without telephones have their country's code.
 */
static const char dialling[] =
	"ad\t376\nae\t971\naf\t93\nag\t1\nai\t1\nal\t355\nam\t374\nao\t244\n"
	"aq\t672\nar\t54\nas\t1\nat\t43\nau\t61\naw\t297\nax\t358\naz\t994\n"
	"ba\t387\nbb\t1\nbd\t880\nbe\t32\nbf\t226\nbg\t359\nbh\t973\nbi\t257\n"
	"bj\t229\nbl\t590\nbm\t1\nbn\t673\nbo\t591\nbq\t599\nbr\t55\nbs\t1\n"
	"bt\t975\nbv\t47\nbw\t267\nby\t375\nbz\t501\nca\t1\ncc\t61\ncd\t243\n"
	"cf\t236\ncg\t242\nch\t41\nci\t225\nck\t682\ncl\t56\ncm\t237\ncn\t86\n"
	"co\t57\ncr\t506\ncu\t53\ncv\t238\ncw\t599\ncx\t61\ncy\t357\ncz\t420\n"
	"de\t49\ndj\t253\ndk\t45\ndm\t1\ndo\t1\ndz\t213\nec\t593\nee\t372\n"
	"eg\t20\neh\t212\ner\t291\nes\t34\net\t251\nfi\t358\nfj\t679\n"
	"fk\t500\nfm\t691\nfo\t298\nfr\t33\nga\t241\ngb\t44\ngd\t1\nge\t995\n"
	"gf\t594\ngg\t44\ngh\t233\ngi\t350\ngl\t299\ngm\t220\ngn\t224\n"
	"gp\t590\ngq\t240\ngr\t30\ngs\t500\ngt\t502\ngu\t1\ngw\t245\ngy\t592\n"
	"hk\t852\nhm\t672\nhn\t504\nhr\t385\nht\t509\nhu\t36\nid\t62\n"
	"ie\t353\nil\t972\nim\t44\nin\t91\nio\t246\niq\t964\nir\t98\nis\t354\n"
	"it\t39\nje\t44\njm\t1\njo\t962\njp\t81\nke\t254\nkg\t996\nkh\t855\n"
	"ki\t686\nkm\t269\nkn\t1\nkp\t850\nkr\t82\nkw\t965\nky\t1\nkz\t7\n"
	"la\t856\nlb\t961\nlc\t1\nli\t423\nlk\t94\nlr\t231\nls\t266\nlt\t370\n"
	"lu\t352\nlv\t371\nly\t218\nma\t212\nmc\t377\nmd\t373\nme\t382\n"
	"mf\t590\nmg\t261\nmh\t692\nmk\t389\nml\t223\nmm\t95\nmn\t976\n"
	"mo\t853\nmp\t1\nmq\t596\nmr\t222\nms\t1\nmt\t356\nmu\t230\nmv\t960\n"
	"mw\t265\nmx\t52\nmy\t60\nmz\t258\nna\t264\nnc\t687\nne\t227\n"
	"nf\t672\nng\t234\nni\t505\nnl\t31\nno\t47\nnp\t977\nnr\t674\n"
	"nu\t683\nnz\t64\nom\t968\npa\t507\npe\t51\npf\t689\npg\t675\nph\t63\n"
	"pk\t92\npl\t48\npm\t508\npn\t64\npr\t1\nps\t970\npt\t351\npw\t680\n"
	"py\t595\nqa\t974\nre\t262\nro\t40\nrs\t381\nru\t7\nrw\t250\nsa\t966\n"
	"sb\t677\nsc\t248\nsd\t249\nse\t46\nsg\t65\nsh\t290\nsi\t386\nsj\t47\n"
	"sk\t421\nsl\t232\nsm\t378\nsn\t221\nso\t252\nsr\t597\nss\t211\n"
	"st\t239\nsv\t503\nsx\t1\nsy\t963\nsz\t268\ntc\t1\ntd\t235\ntf\t262\n"
	"tg\t228\nth\t66\ntj\t992\ntk\t690\ntl\t670\ntm\t993\ntn\t216\n"
	"to\t676\ntr\t90\ntt\t1\ntv\t688\ntw\t886\ntz\t255\nua\t380\nug\t256\n"
	"um\t1\nus\t1\nuy\t598\nuz\t998\nva\t39\nvc\t1\nve\t58\nvg\t1\nvi\t1\n"
	"vn\t84\nvu\t678\nwf\t681\nws\t685\nxk\t383\nye\t967\nyt\t262\n"
	"za\t27\nzm\t260\nzw\t263\n";

const char *
customer_dial(const char *country, size_t *length)
{
	struct code code;

	*length = 0;
	if (!codes_find(dialling, country, strlen(country), &code))
		return "";
	*length = code.name_length;
	return code.name;
}

const char *
customer_dialled(const char *number, size_t *length)
{
	const char *at = dialling;
	struct code code;

	*length = 0;
	while (*length == 0 && codes_next(&at, &code))
		if (strncmp(number, code.name, code.name_length) == 0)
			*length = code.name_length;
	return number;
}
