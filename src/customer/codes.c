/* The codes of countries (ISO 3166-1) and of languages (ISO 639-2), sorted. */
/*
 * In sorted lists a code is found by halving. The names of the codes are in
 * src/language/.
 */
#include "customer/customer.h"

/* ISO 3166-1 alpha-2. */
const char customer_countries[] =
	"ad\nae\naf\nag\nai\nal\nam\nao\naq\nar\nas\nat\nau\naw\nax\naz\nba\n"
	"bb\nbd\nbe\nbf\nbg\nbh\nbi\nbj\nbl\nbm\nbn\nbo\nbq\nbr\nbs\nbt\nbv\n"
	"bw\nby\nbz\nca\ncc\ncd\ncf\ncg\nch\nci\nck\ncl\ncm\ncn\nco\ncr\ncu\n"
	"cv\ncw\ncx\ncy\ncz\nde\ndj\ndk\ndm\ndo\ndz\nec\nee\neg\neh\ner\nes\n"
	"et\nfi\nfj\nfk\nfm\nfo\nfr\nga\ngb\ngd\nge\ngf\ngg\ngh\ngi\ngl\ngm\n"
	"gn\ngp\ngq\ngr\ngs\ngt\ngu\ngw\ngy\nhk\nhm\nhn\nhr\nht\nhu\nid\nie\n"
	"il\nim\nin\nio\niq\nir\nis\nit\nje\njm\njo\njp\nke\nkg\nkh\nki\nkm\n"
	"kn\nkp\nkr\nkw\nky\nkz\nla\nlb\nlc\nli\nlk\nlr\nls\nlt\nlu\nlv\nly\n"
	"ma\nmc\nmd\nme\nmf\nmg\nmh\nmk\nml\nmm\nmn\nmo\nmp\nmq\nmr\nms\nmt\n"
	"mu\nmv\nmw\nmx\nmy\nmz\nna\nnc\nne\nnf\nng\nni\nnl\nno\nnp\nnr\nnu\n"
	"nz\nom\npa\npe\npf\npg\nph\npk\npl\npm\npn\npr\nps\npt\npw\npy\nqa\n"
	"re\nro\nrs\nru\nrw\nsa\nsb\nsc\nsd\nse\nsg\nsh\nsi\nsj\nsk\nsl\nsm\n"
	"sn\nso\nsr\nss\nst\nsv\nsx\nsy\nsz\ntc\ntd\ntf\ntg\nth\ntj\ntk\ntl\n"
	"tm\ntn\nto\ntr\ntt\ntv\ntw\ntz\nua\nug\num\nus\nuy\nuz\nva\nvc\nve\n"
	"vg\nvi\nvn\nvu\nwf\nws\nye\nyt\nza\nzm\nzw\n";

/* ISO 639-2: the bibliographic codes, and the terminological if different. */
const char customer_languages[] =
	"aar\nabk\nace\nach\nada\nady\nafa\nafh\nafr\nain\naka\nakk\n"
	"alb\t\tsqi\nale\nalg\nalt\namh\nang\nanp\napa\nara\narc\narg\n"
	"arm\t\thye\narn\narp\nart\narw\nasm\nast\nath\naus\nava\nave\nawa\n"
	"aym\naze\nbad\nbai\nbak\nbal\nbam\nban\nbaq\t\teus\nbas\nbat\nbej\n"
	"bel\nbem\nben\nber\nbho\nbih\nbik\nbin\nbis\nbla\nbnt\nbos\nbra\nbre\n"
	"btk\nbua\nbug\nbul\nbur\t\tmya\nbyn\ncad\ncai\ncar\ncat\ncau\nceb\n"
	"cel\ncha\nchb\nche\nchg\nchi\t\tzho\nchk\nchm\nchn\ncho\nchp\nchr\n"
	"chu\nchv\nchy\ncmc\ncnr\ncop\ncor\ncos\ncpe\ncpf\ncpp\ncre\ncrh\ncrp\n"
	"csb\ncus\ncze\t\tces\ndak\ndan\ndar\nday\ndel\nden\ndgr\ndin\ndiv\n"
	"doi\ndra\ndsb\ndua\ndum\ndut\t\tnld\ndyu\ndzo\nefi\negy\neka\nelx\n"
	"eng\nenm\nepo\nest\newe\newo\nfan\nfao\nfat\nfij\nfil\nfin\nfiu\nfon\n"
	"fre\t\tfra\nfrm\nfro\nfrr\nfrs\nfry\nful\nfur\ngaa\ngay\ngba\ngem\n"
	"geo\t\tkat\nger\t\tdeu\ngez\ngil\ngla\ngle\nglg\nglv\ngmh\ngoh\ngon\n"
	"gor\ngot\ngrb\ngrc\ngre\t\tell\ngrn\ngsw\nguj\ngwi\nhai\nhat\nhau\n"
	"haw\nheb\nher\nhil\nhim\nhin\nhit\nhmn\nhmo\nhrv\nhsb\nhun\nhup\niba\n"
	"ibo\nice\t\tisl\nido\niii\nijo\niku\nile\nilo\nina\ninc\nind\nine\n"
	"inh\nipk\nira\niro\nita\njav\njbo\njpn\njpr\njrb\nkaa\nkab\nkac\nkal\n"
	"kam\nkan\nkar\nkas\nkau\nkaw\nkaz\nkbd\nkha\nkhi\nkhm\nkho\nkik\nkin\n"
	"kir\nkmb\nkok\nkom\nkon\nkor\nkos\nkpe\nkrc\nkrl\nkro\nkru\nkua\nkum\n"
	"kur\nkut\nlad\nlah\nlam\nlao\nlat\nlav\nlez\nlim\nlin\nlit\nlol\nloz\n"
	"ltz\nlua\nlub\nlug\nlui\nlun\nluo\nlus\nmac\t\tmkd\nmad\nmag\nmah\n"
	"mai\nmak\nmal\nman\nmao\t\tmri\nmap\nmar\nmas\nmay\t\tmsa\nmdf\nmdr\n"
	"men\nmga\nmic\nmin\nmis\nmkh\nmlg\nmlt\nmnc\nmni\nmno\nmoh\nmon\nmos\n"
	"mul\nmun\nmus\nmwl\nmwr\nmyn\nmyv\nnah\nnai\nnap\nnau\nnav\nnbl\nnde\n"
	"ndo\nnds\nnep\nnew\nnia\nnic\nniu\nnno\nnob\nnog\nnon\nnor\nnqo\nnso\n"
	"nub\nnwc\nnya\nnym\nnyn\nnyo\nnzi\noci\noji\nori\norm\nosa\noss\nota\n"
	"oto\npaa\npag\npal\npam\npan\npap\npau\npeo\nper\t\tfas\nphi\nphn\n"
	"pli\npol\npon\npor\npra\npro\npus\nque\nraj\nrap\nrar\nroa\nroh\nrom\n"
	"rum\t\tron\nrun\nrup\nrus\nsad\nsag\nsah\nsai\nsal\nsam\nsan\nsas\n"
	"sat\nscn\nsco\nsel\nsem\nsga\nsgn\nshn\nsid\nsin\nsio\nsit\nsla\n"
	"slo\t\tslk\nslv\nsma\nsme\nsmi\nsmj\nsmn\nsmo\nsms\nsna\nsnd\nsnk\n"
	"sog\nsom\nson\nsot\nspa\nsrd\nsrn\nsrp\nsrr\nssa\nssw\nsuk\nsun\nsus\n"
	"sux\nswa\nswe\nsyc\nsyr\ntah\ntai\ntam\ntat\ntel\ntem\nter\ntet\ntgk\n"
	"tgl\ntha\ntib\t\tbod\ntig\ntir\ntiv\ntkl\ntlh\ntli\ntmh\ntog\nton\n"
	"tpi\ntsi\ntsn\ntso\ntuk\ntum\ntup\ntur\ntut\ntvl\ntwi\ntyv\nudm\nuga\n"
	"uig\nukr\numb\nund\nurd\nuzb\nvai\nven\nvie\nvol\nvot\nwak\nwal\nwar\n"
	"was\nwel\t\tcym\nwen\nwln\nwol\nxal\nxho\nyao\nyap\nyid\nyor\nypk\n"
	"zap\nzbl\nzen\nzgh\nzha\nznd\nzul\nzun\nzxx\nzza\n";
