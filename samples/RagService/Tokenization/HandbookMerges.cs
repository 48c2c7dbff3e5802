namespace RagService.Tokenization;

internal static class HandbookMerges
{
    /// <summary>
    /// The 1000 merges that byte-pair training found in the handbook, most frequent first, as pairs of symbols.
    /// Bytes are written as in GPT-2's merges.txt: <c>Ġ</c> stands for a space, <c>Ċ</c> for a line feed.
    /// </summary>
    public const string Text = """
        Ġ t  Ġ a  e r  Ġt h  i n  Ġ s  Ġth e  r e  o n  Ġ w  e d  n d  e s  Ġ b  Ġ c  o u  a t  Ġ d  e n  i t  Ġ f  Ġ p
        o r  Ġ m  Ġ h  Ġ in  Ġ n  a r  Ġa nd  e l  Ġt o  a s  a y  i s  in g  Ġ l  Ġ o  Ġ re  a n  r o  a c  on e  l l
        i c  t er  i g  l e  Ġb u  Ġd ay  Ġa n  i on  e t  v er  en t  o y  Ġo f  a m  e c  Ġbu oy  Ġ B  Ġw h  o t
        f ter  i r  ac k  Ġa fter  Ġday s  Ġ is  ou r  Ġ it  Ġh a  ic e  o m  s t  a g  o d  ou nd  er v  Ġ A  Ġf or
        Ġ 1  a l  n ed  it h  Ġ on  v e  Ġs erv  Ġn ot  Ġc h  Ġth at  Ġw ith  Ġserv ice  re s  es t  Ġ e  Ġs ig  Ġ y
        Ġa s  Ġp er  o w  c h  Ġ T  Ġsig ned  Ġ I  D one  o re  Ġb y  F ound  ĠB ack  i l  Ġ one  # #  Ġn e  es s  t ed
        s e  Ġ ro  h e  Ġs h  Ġs e  a in  in e  u n  w er  Ġ g  i ll  ou t  ro m  Ġ S  a d  u m  Ġf rom  s wer  Ġan swer
        i m  Ġ k  i d  Ġ v  Ġd o  ag e  q u  h t  Ġb e  Ġs t  am e  b er  t h  Ġ 3  et res  Ġ 4  ĠA r  re d  Ġch an
        Ġh u  Ġy ou  c t  e p  Ġre p  Ġt w  ar y  Ġs ec  b od  bod y  e m  l d  t s  Ġ M  Ġ u  Ġa re  a ll  a v  g e
        Ġa t  Ġc om  Ġh our  Ġt est  Ġw e  a k  at e  d s  p ec  u re  Ġ H  ĠT he  Ġdo es  at ion  ig ht  Ġ qu  Ġas k
        Ġha d  Ġw as  Ġw or  Ġ 2  Ġm etres  Ġw at  c e  ver y  Ġa c  Ġsec on  as t  er e  s on  u r  Ġit s  Ġwh o  ac h
        i ve  it e  Ġh as  Ġper son  Ġtw o  a nd  as in  c ent  el l  i f  o g  u e  Ġ r  Ġm o  Ġper cent  o o  om e
        Ġ R  Ġc on  Ġm od  Ġp age  p er  Ġ or  ĠI f  Ġe very  Ġf ir  Ġha ve  Ġro ll  ct ion  m ent  Ġ D  Ġ W  ĠB asin
        Ġm ess  Ġre c  Ġwor k  T he  b our  el p  er s  h ing  ir c  l y  p en  Ġ P  Ġc irc  Ġc o  Ġhour s  Ġl a  ag es
        e w  n es  u st  u t  v i  x t  Ġ 5  Ġl ine  Ġm e  Ġs o  Ġwat ch  ver s  Ġ 8  Ġne xt  Ġp l  Ġth an  Ġv al  Ġw r
        Ġwh en  Ġwith in  n el  n ow  nes en  oo k  Ġ J  Ġ N  ĠAr nesen  Ġcom p  Ġl e  Ġs ame  d ed  le as  nd red  re e
        t r  u s  w n  Ġ out  Ġac c  Ġb ack  Ġbuoy s  Ġc le  Ġf ound  Ġhu ndred  Ġmod el  Ġn o  Ġt e  Ġval ue  a re
        ar n  it y  o p  pec ted  Ġa d  Ġa l  Ġfir st  Ġha nd  Ġp ro  Ġs k  Ġth is  Ġwh at  Ġy our  a p  all am  am p
        b ook  e k  f ore  ome body  on g  t en  Ġ 6  Ġ O  ĠH allam  Ġchan nel  Ġhu ll  Ġk now  Ġl ight  Ġp r  Ġs ent
        Ġsecon ds  Ġu p  Ġw a  Ġw ere  Ġw ill  Ġwe ek  Ġwork ing  Q u  ar d  e ar  o s  ver ed  Ġ Qu  ĠW h  Ġb at  Ġb el
        Ġbe fore  Ġe x  Ġf l  Ġg re  Ġnot hing  Ġo pen  Ġsh ore  Ġt im  Ġt r  Ġwith out  a f  a res  ak e  ar bour  ar t
        c k  est ion  i od  i p  l es  leas e  y s  Ġ 7  Ġ F  ĠQu ill  Ġchan ge  Ġcirc le  Ġd el  Ġhand book  Ġmess ages
        Ġper iod  Ġqu estion  Ġre vi  at a  av ares  ep t  g ed  k on  kon a  ou g  pec tr  pectr um  u ary  um ber
        v es  ĠAr kona  ĠT avares  Ġan y  Ġn umber  Ġrep l  Ġs pectrum  Ġwa ve  I f  a il  am er  amer a  em ber  g er
        in ut  ir t  t ing  ter y  ust om  w are  Ġ G  ĠI t  Ġa g  Ġbat tery  Ġc an  Ġd ec  Ġknow s  Ġl o  Ġm il
        Ġm inut  Ġo wn  Ġrep or  Ġth ree  Ġy ear  ar ge  as ure  at ell  atell ite  b le  c r  i le  ic h  in d  nd er
        ou ld  res s  u g  w ay  Ġ 9  Ġ en  Ġ1 7  Ġad d  Ġc ame  Ġc amera  Ġc or  Ġc ustom  Ġfl ag  Ġh e  Ġmil es
        Ġminut es  Ġne ver  Ġrevi ew  Ġs atellite  Ġsecon d  Ġthe m  Ġwh ich  a red  al ys  alys is  an ned  at ed  b r
        c id  cid ent  et ting  h elp  h er  id e  im ary  l o  or ing  or th  os it  ow er  r ain  r oug  Ġ un
        ĠG etting  ĠS omebody  Ġan alysis  Ġbel ow  Ġc a  Ġch arge  Ġd ata  Ġh elp  Ġin s  Ġk e  Ġm ore  Ġp lease
        Ġpl anned  Ġpr imary  Ġse al  Ġsh ed  Ġtim e  Ġwh ile  d u  et ing  f er  is t  l ing  ment s  o vered  on s
        ou n  p r  p t  v en  Ġ j  Ġ1 0  Ġa b  Ġag ain  Ġcle ared  Ġcon t  Ġf ell  Ġg o  Ġin cident  Ġmo oring  Ġmo st
        Ġo ver  Ġp ress  Ġpro du  Ġre n  Ġre s  Ġrec overed  Ġro w  Ġs cr  Ġs un  Ġsk y  Ġte am  Ġthe ir  ac ed  ack le
        af ed  ak es  ar ds  arn ing  er t  i vers  il one  ilone w  ilonew t  ilonewt ons  o ld  og ger  or y  ou ling
        p ed  p i  st e  t o  u l  un ch  vers ion  w ards  Ġ C  Ġ version  ĠD ec  ĠD ogger  ĠF e  ĠH arbour  ĠN o
        ĠT ail  Ġbu f  Ġch afed  Ġd es  Ġf ouling  Ġf our  Ġin to  Ġins pected  Ġk ilonewtons  Ġla unch  Ġm ay  Ġm ill
        Ġme asure  Ġo ld  Ġpress ure  Ġr un  Ġrec or  Ġrepl aced  Ġrepor ted  Ġres et  Ġro se  Ġs amp  Ġsh ackle
        Ġst rain  Ġt en  Ġup per  Ġw ind  Ġwr it  A ction  ac les  ad e  al ity  an ce  arn acles  at ure  av ig
        avig ation  e op  el er  el ine  en s  eop le  i x  ig h  is it  lo ck  on th  ore c  osit ion  ro l  ro s
        ros s  u ard  Ġ U  Ġ if  Ġ1 3  Ġab out  Ġacc eler  Ġafter wards  Ġanswer s  Ġb ad  Ġcle an  Ġco ast  Ġcont rol
        Ġf ive  Ġf orec  Ġg uard  Ġgre w  Ġl ower  Ġle ad  Ġm ach  Ġm ar  Ġm onth  Ġmess age  Ġn avigation  Ġp osition
        Ġre st  Ġren ew  Ġse en  Ġsh ow  Ġtest ed  Ġv isit  Ġwat er  2 8  a ir  ain ted  an k  ap ed  ar ch  art ment
        as ed  av es  ay s  br uary  d og  e ver  ep l  ept ember  h ore  igh bour  im etres  in ers  ip eline  is ion
        m ware  old er  ome ter  qu est  ro ded  roug ht  s ide  u it  u ly  us pected  v ed  Ġ1 2  Ġ1 4  ĠFe bruary
        ĠJ uly  ĠS eptember  Ġac ross  Ġacceler ometer  Ġas hore  Ġb arnacles  Ġb rought  Ġcirc uit  Ġclean ed  Ġcom m
        Ġcomp artment  Ġcor roded  Ġcustom ers  Ġd ivers  Ġe ach  Ġgre ased  Ġh older  Ġha ir  Ġj um  Ġl amp  Ġm ade
        Ġmar iners  Ġmill imetres  Ġn orth  Ġne ighbour  Ġne w  Ġof f  Ġout side  Ġp ainted  Ġp eople  Ġp ipeline
        Ġprodu ction  Ġqu ality  Ġre quest  Ġre se  Ġrenew ed  Ġrow s  Ġs il  Ġs uspected  Ġsamp le  Ġscr aped  Ġsk irt
        Ġte nder  Ġtest s  Ġu s  Ġw arning  W h  an el  an uary  d ay  e en  el v  elv a  ens or  epl oy  ess el  g ine
        g ion  i ves  in en  in et  l ic  m ber  n s  or n  pr il  r an  ste inen  t steinen  u se  ve mber  Ġ el  Ġ1 1
        ĠA pril  ĠB ank  ĠJ anuary  ĠNo vember  ĠS elva  ĠU tsteinen  Ġbuf fer  Ġc all  Ġc oun  Ġcomm and  Ġd e  Ġdel et
        Ġe nd  Ġen gine  Ġf r  Ġfir mware  Ġflag ged  Ġforec ast  Ġhe ight  Ġjum ped  Ġm ain  Ġmach ine  Ġme eting
        Ġmodel s  Ġn inet  Ġne ed  Ġneighbour ing  Ġown er  Ġp ag  Ġp anel  Ġpl ug  Ġre gion  Ġrese ated  Ġs ensor
        Ġshow ed  Ġt akes  Ġthe n  Ġv essel  Ġwatch dog  E ach  a use  a w  at her  ation s  c ess  ch es  ct o  cto ber
        en ce  et hing  et w  h an  i vered  irt y  it t  l ed  l ess  om ething  ou b  out h  t il  ten ance  th ing
        u b  u ts  um n  un e  w ake  w est  ĠDec ember  ĠI n  ĠJ une  ĠO ctober  Ġa ll  Ġa r  Ġa way  Ġc al  Ġca ble
        Ġd eploy  Ġd oub  Ġd r  Ġdel ivered  Ġengine er  Ġfor t  Ġh arbour  Ġk ept  Ġl ast  Ġl if  Ġmeasure ments
        Ġmod em  Ġn ight  Ġninet y  Ġon ce  Ġp art  Ġpag ed  Ġre ad  Ġrest ar  Ġro t  Ġroll ed  Ġs ix  Ġs omebody
        Ġs omething  Ġs outh  Ġs ur  Ġse a  Ġse e  Ġsil ent  Ġt ur  Ġth irty  Ġun til  Ġwr ite  Ġwr ong  Ġyear s  1 0
        2 0  E very  K itt  Kitt i  Kitti wake  Y ou  af f  al k  am es  an s  and pi  andpi per  ch or  ec ause  el ves
        ent y  etw een  f t  g es  i es  id es  ig r  in ce  is e  is ts  it ch  l umn  n a  n ot  o l  p e  p p  r y
        re ction  s elves  s h  ten na  ug ust  ur ation  w itch  wn er  Ġ Kittiwake  Ġ1 5  Ġ1 6  Ġ1 8  Ġ1 9  ĠA ugust
        ĠC han  ĠM arch  ĠN ess  ĠO wner  ĠS andpiper  ĠWh ite  Ġa pp  Ġal ert  Ġan chor  Ġan tenna  Ġany thing
        Ġb ecause  Ġbel ong  Ġc l  Ġc lock  Ġcan not  Ġch ain  Ġco lumn  Ġcon f  Ġcustom er  Ġdr if  Ġfort y  Ġfr ame
        Ġke y  Ġl at  Ġl ate  Ġl ive  Ġl ong  Ġla id  Ġle aves  Ġlif ted  Ġm ist  Ġmain tenance  Ġmo ved  Ġn ine
        Ġno body  Ġo per  Ġo th  Ġor d  Ġr u  Ġre m  Ġre t  Ġrecor d  Ġrecor ded  Ġrep air  Ġrestar ted  Ġro ck  Ġs ince
        Ġs witch  Ġse nd  Ġst ay  Ġt alk  Ġt em  Ġu nder  Ġwho le  Ġwrit ten  1 1  1 2  2 1  Wh at  aff ic  ain t  an t
        an y  ar g  ar m  as h  as on  as s  at ch  at es  at or  at us  ate way  b o  bo ard  br ation  c es  ct ic
        d ate  e nd
        """;
}
